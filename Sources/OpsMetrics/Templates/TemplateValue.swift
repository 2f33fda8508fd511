/// A value inside a template, of one of the types that Prometheus hands to Go's templates.
indirect enum TemplateValue: Sendable {
    /// No value at all: what a call without argument gives as `.`.
    case invalid
    /// `nil` in an interface: an absent entry of what `args` makes.
    case null
    case bool(Bool)
    case int(Int64)
    case byte(UInt8)
    case float(Double)
    case string(String)
    /// A text that `safeHtml` marked.
    case html(String)
    case labels(TemplateLabels)
    case arguments(TemplateArguments)
    case sample(TemplateSample)
    case samples([TemplateSample])
    /// What `.` is outside of everything.
    case root(TemplateRoot)
    /// Milliseconds since 1970.
    case time(Int64)
    /// Nanoseconds.
    case duration(Int64)
}

/// What `args` makes: values named `arg0`, `arg1` and so on.
struct TemplateArguments: Sendable {
    /// Values of `args` may lie so deep in each other; a template could nest them without end.
    static let depthLimit = 32

    let values: [TemplateValue]
    let depth: Int

    init(_ values: [TemplateValue]) throws(TemplateError) {
        var depth = 1
        for case .arguments(let inner) in values { depth = max(depth, inner.depth + 1) }
        guard depth <= Self.depthLimit else {
            throw TemplateError(message: "values lie more than \(Self.depthLimit) deep in each other")
        }
        (self.values, self.depth) = (values, depth)
    }

    /// The places of the values in the order of their names: 0, 1, 10, 2.
    var order: [Int] { values.indices.sorted { "\($0)" < "\($1)" } }

    /// The value of a name such as `arg0`.
    subscript(_ name: String) -> TemplateValue? {
        guard name.hasPrefix("arg"), let index = Int(name.dropFirst(3)), "arg\(index)" == name,
            values.indices.contains(index)
        else { return nil }
        return values[index]
    }
}

/// Labels as a template reads them: a map in the order of its keys.
struct TemplateLabels: Sendable {
    let pairs: [Label]

    init(_ labels: Labels) { pairs = labels.pairs }

    init(_ labels: [String: String]) {
        pairs = labels.sorted { $0.key < $1.key }.map { Label(name: $0.key, value: $0.value) }
    }

    subscript(_ name: String) -> String? {
        for pair in pairs where pair.name == name { return pair.value }
        return nil
    }
}

/// One element of a query's answer.
struct TemplateSample: Sendable {
    let labels: TemplateLabels
    let value: Double
}

/// The fields that every template begins with.
struct TemplateRoot: Sendable {
    let labels: TemplateLabels
    let externalLabels: TemplateLabels
    let externalURL: String
    let value: Double
}

extension TemplateValue {
    /// The value's type as Go names it.
    var typeName: String {
        switch self {
        case .invalid: "<nil>"
        case .null: "interface {}"
        case .bool: "bool"
        case .int: "int"
        case .byte: "uint8"
        case .float: "float64"
        case .string: "string"
        case .html: "template.HTML"
        case .labels: "map[string]string"
        case .arguments: "map[string]interface {}"
        case .sample: "*template.sample"
        case .samples: "template.queryResult"
        case .root:
            "struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value interface {} }"
        case .time: "*time.Time"
        case .duration: "*time.Duration"
        }
    }

    /// Whether `if` takes it for true: neither empty, nor zero, nor nil.
    var isTrue: Bool {
        switch self {
        case .invalid, .null: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .byte(let value): value != 0
        case .float(let value): value != 0
        case .string(let text), .html(let text): !text.isEmpty
        case .labels(let labels): !labels.pairs.isEmpty
        case .arguments(let arguments): !arguments.values.isEmpty
        case .samples(let samples): !samples.isEmpty
        case .sample, .root, .time, .duration: true
        }
    }

    /// A text of either kind.
    var text: String? {
        switch self {
        case .string(let text), .html(let text): text
        default: nil
        }
    }
}
