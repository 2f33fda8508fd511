extension TemplateValue {
    /// What a map holds under a key, its zero value where that is nothing; nil where this is no map.
    func entry(_ key: String) -> TemplateValue? {
        switch self {
        case .labels(let labels): return .string(labels[key] ?? "")
        case .arguments(let arguments): return arguments[key] ?? .null
        default: return nil
        }
    }

    /// A field of a structure, or nil.
    func member(_ name: String) -> TemplateValue? {
        switch (self, name) {
        case (.sample(let sample), "Labels"): .labels(sample.labels)
        case (.sample(let sample), "Value"): .float(sample.value)
        case (.root(let root), "Labels"): .labels(root.labels)
        case (.root(let root), "ExternalLabels"): .labels(root.externalLabels)
        case (.root(let root), "ExternalURL"): .string(root.externalURL)
        case (.root(let root), "Value"): .float(root.value)
        default: nil
        }
    }

    /// Whether Go holds the field or entry in an interface, whose type its errors name.
    func boxes(_ name: String) -> Bool {
        switch self {
        case .arguments: true
        case .root, .sample: name == "Value"
        default: false
        }
    }

    /// What a method of Go's times and durations gives that takes no argument, or nil.
    func method(_ name: String) -> TemplateValue? {
        switch self {
        case .time(let milliseconds): GoTime.method(name, milliseconds)
        case .duration(let nanoseconds): GoTime.method(name, duration: nanoseconds)
        default: nil
        }
    }

    /// What a method of a time wants that takes one argument, or nil.
    func parameter(of method: String) -> TemplateFunction.Parameter? {
        switch (self, method) {
        case (.time, "Format"): .string
        case (.time, "Add"): .duration
        default: nil
        }
    }

    /// What a method with one argument gives.
    func method(_ name: String, with argument: TemplateValue) -> TemplateValue {
        switch (self, argument) {
        case (.time(let milliseconds), .string(let layout)): .string(GoTimeLayout.text(milliseconds, layout))
        case (.time(let milliseconds), .duration(let nanoseconds)):
            .time(milliseconds.addingReportingOverflow(nanoseconds / 1_000_000).partialValue)
        default: .invalid
        }
    }
}
