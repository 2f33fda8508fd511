import Foundation

/// One call of a function with its arguments, which have the types that its signature asks for.
struct TemplateCall {
    let execution: TemplateExecution
    let arguments: [TemplateValue]

    func call(_ function: TemplateFunction) throws(TemplateError) -> TemplateValue {
        switch function {
        case .and, .or, .not, .eq, .ne, .lt, .le, .gt, .ge: return .bool(try compare(function))
        case .len: return .int(try length())
        case .index: return try index()
        case .slice: return try slice()
        case .call: throw TemplateError(message: callRefusal)
        case .print: return .string(GoPrinter.print(arguments))
        case .println: return .string(GoPrinter.printLine(arguments))
        case .printf: return .string(GoPrinter.format(text(0), Array(arguments.dropFirst()), execution.limits.bytes))
        case .html: return .string(TextEscape.html(printable))
        case .js: return .string(TextEscape.javaScript(printable))
        case .urlquery: return .string(TextEscape.query(printable))
        case .query, .first, .value, .label, .strvalue, .args, .sortByLabel: return try samples(function)
        case .humanize, .humanize1024, .humanizeDuration, .humanizePercentage, .humanizeTimestamp, .toTime, .toDuration:
            return try number(function)
        case .now: return .float(Double(execution.context.milliseconds) / 1_000)
        case .pathPrefix: return .string(URLText.path(execution.context.externalURL))
        case .externalURL: return .string(execution.context.externalURL)
        default: return try texts(function)
        }
    }

    /// What `html`, `js` and `urlquery` make safe: as a template would write it.
    private var printable: String {
        arguments.count == 1
            ? GoPrinter.shown(arguments[0])
            : GoPrinter.print(arguments.map { if case .null = $0 { .string("<no value>") } else { $0 } })
    }

    private func text(_ index: Int) -> String {
        index < arguments.count ? arguments[index].text ?? "" : ""
    }

    // MARK: Go's own

    private func compare(_ function: TemplateFunction) throws(TemplateError) -> Bool {
        let (left, right) = (arguments.first ?? .invalid, arguments.count > 1 ? arguments[1] : .invalid)
        switch function {
        case .not: return !left.isTrue
        case .eq: return try TemplateComparison.equal(arguments)
        case .ne: return !(try TemplateComparison.equal(arguments))
        case .lt: return try TemplateComparison.less(left, right)
        case .le: return try TemplateComparison.lessOrEqual(left, right)
        // As Go has it: what is not less or equal is greater, NaN too.
        case .gt: return !(try TemplateComparison.lessOrEqual(left, right))
        default: return !(try TemplateComparison.less(left, right))
        }
    }

    private var callRefusal: String {
        switch arguments.first ?? .invalid {
        case .invalid, .null: "call of nil"
        case let value: "non-function of type \(value.typeName)"
        }
    }

    private func length() throws(TemplateError) -> Int64 {
        switch arguments.first ?? .invalid {
        case .string(let text), .html(let text): return Int64(text.utf8.count)
        case .labels(let labels): return Int64(labels.pairs.count)
        case .arguments(let values): return Int64(values.count)
        case .samples(let samples): return Int64(samples.count)
        case .invalid, .null: throw TemplateError(message: "reflect: call of reflect.Value.Type on zero Value")
        case let value: throw TemplateError(message: "len of type \(value.typeName.trimmed(of: "*"))")
        }
    }

    private func index() throws(TemplateError) -> TemplateValue {
        var item = arguments.first ?? .invalid
        switch item {
        case .invalid, .null: throw TemplateError(message: "index of untyped nil")
        default: break
        }
        for index in arguments.dropFirst() { item = try entry(index, of: item) }
        return item
    }

    private func entry(_ index: TemplateValue, of item: TemplateValue) throws(TemplateError) -> TemplateValue {
        switch item {
        case .samples(let samples): return .sample(samples[try place(index, below: samples.count, "slice")])
        case .string(let text), .html(let text):
            return .byte(Array(text.utf8)[try place(index, below: text.utf8.count, "string")])
        case .labels, .arguments:
            switch index {
            case .string(let key): return item.entry(key) ?? .null
            case .invalid, .null: throw TemplateError(message: "value is nil; should be of type string")
            default: throw TemplateError(message: "value has type \(index.typeName); should be string")
            }
        case .null, .invalid: throw TemplateError(message: "index of nil pointer")
        default: throw TemplateError(message: "can't index item of type \(item.typeName.trimmed(of: "*"))")
        }
    }

    private func place(_ index: TemplateValue, below count: Int, _ kind: String) throws(TemplateError) -> Int {
        let place = try whole(index)
        if place == count { throw TemplateError(message: "reflect: \(kind) index out of range") }
        guard place >= 0, place < count else { throw TemplateError(message: "index out of range: \(place)") }
        return Int(place)
    }

    private func whole(_ index: TemplateValue) throws(TemplateError) -> Int64 {
        switch index {
        case .int(let value): return value
        case .byte(let value): return Int64(value)
        case .invalid, .null: throw TemplateError(message: "cannot index slice/array with nil")
        default: throw TemplateError(message: "cannot index slice/array with type \(index.typeName)")
        }
    }

    private func slice() throws(TemplateError) -> TemplateValue {
        let item = arguments.first ?? .invalid
        let count: Int
        switch item {
        case .invalid, .null: throw TemplateError(message: "slice of untyped nil")
        case _ where arguments.count > 4:
            throw TemplateError(message: "too many slice indexes: \(arguments.count - 1)")
        case .string(let text), .html(let text):
            guard arguments.count < 4 else { throw TemplateError(message: "cannot 3-index slice a string") }
            count = text.utf8.count
        case .samples(let samples): count = samples.count
        default: throw TemplateError(message: "can't slice item of type \(item.typeName)")
        }
        var bounds = [Int64(0), Int64(count)]
        for (offset, index) in arguments.dropFirst().enumerated() {
            let bound = try whole(index)
            guard bound >= 0, bound <= count else { throw TemplateError(message: "index out of range: \(bound)") }
            if offset < 2 { bounds[offset] = bound }
        }
        guard bounds[0] <= bounds[1] else {
            throw TemplateError(message: "invalid slice index: \(bounds[0]) > \(bounds[1])")
        }
        let range = Int(bounds[0])..<Int(bounds[1])
        if case .samples(let samples) = item { return .samples(Array(samples[range])) }
        return .string(String(decoding: Array((item.text ?? "").utf8)[range], as: UTF8.self))
    }
}

extension TemplateCall {
    // MARK: Samples

    private func samples(_ function: TemplateFunction) throws(TemplateError) -> TemplateValue {
        switch function {
        case .query: return .samples(try queried(text(0)))
        case .args: return .arguments(arguments)
        case .first:
            guard case .samples(let samples) = arguments.first, let first = samples.first else {
                throw TemplateError(message: "first() called on vector with no elements")
            }
            return .sample(first)
        case .sortByLabel:
            guard case .samples(let samples) = arguments.last else { return .samples([]) }
            return .samples(Self.sorted(samples, by: text(0)))
        default: break
        }
        guard case .sample(let sample) = arguments.last else {
            throw TemplateError(message: "runtime error: invalid memory address or nil pointer dereference")
        }
        switch function {
        case .value: return .float(sample.value)
        case .strvalue: return .string(sample.labels["__value__"] ?? "")
        default: return .string(sample.labels[text(0)] ?? "")
        }
    }

    private func queried(_ text: String) throws(TemplateError) -> [TemplateSample] {
        guard execution.queriesLeft > 0 else {
            throw TemplateError(message: "the template asks more than \(execution.limits.queries) queries")
        }
        do {
            return try execution.context.query(text).map {
                TemplateSample(labels: TemplateLabels($0.labels), value: $0.value)
            }
        } catch {
            throw TemplateError(message: "\(error)")
        }
    }

    private static func sorted(_ samples: [TemplateSample], by label: String) -> [TemplateSample] {
        samples.enumerated().sorted { left, right in
            let (one, other) = (left.element.labels[label] ?? "", right.element.labels[label] ?? "")
            return one == other ? left.offset < right.offset : one.utf8.lexicographicallyPrecedes(other.utf8)
        }.map(\.element)
    }

    // MARK: Numbers

    private func number(_ function: TemplateFunction) throws(TemplateError) -> TemplateValue {
        let value = try float(arguments.first ?? .invalid)
        switch function {
        case .humanize: return .string(Humanized.metric(value))
        case .humanize1024: return .string(Humanized.binary(value))
        case .humanizeDuration: return .string(Humanized.duration(value))
        case .humanizePercentage: return .string(Humanized.percentage(value))
        case .toDuration: return .duration(Self.clamped(value * 1e9))
        case .humanizeTimestamp where !value.isFinite: return .string(GoFormat.format("%.4g", value))
        default: break
        }
        let time = try Self.time(value)
        return function == .toTime ? .time(time) : .string(GoTime.text(time))
    }

    private func float(_ value: TemplateValue) throws(TemplateError) -> Double {
        switch value {
        case .float(let value): return value
        case .int(let value): return Double(value)
        case .duration(let nanoseconds): return Double(nanoseconds) / 1e9
        case .string(let text):
            do {
                return try GoNumber.float(text)
            } catch {
                throw TemplateError(message: "strconv.ParseFloat: parsing \(GoQuote.quoted(text)): \(error.rawValue)")
            }
        case .null, .invalid: throw TemplateError(message: "can't convert <nil> to float")
        default: throw TemplateError(message: "can't convert \(value.typeName) to float")
        }
    }

    /// Whole milliseconds; Prometheus goes through nanoseconds in 64 bits.
    private static func time(_ seconds: Double) throws(TemplateError) -> Int64 {
        guard seconds.isFinite else { throw TemplateError(message: "value is NaN or Inf") }
        let nanoseconds = seconds * 1e9
        guard nanoseconds <= 0x1p63, nanoseconds >= -0x1p63 else {
            let shown = GoFormat.shortest(seconds)
            throw TemplateError(
                message: "\(shown) cannot be represented as a nanoseconds timestamp since it overflows int64")
        }
        return clamped(nanoseconds) / 1_000_000
    }

    private static func clamped(_ value: Double) -> Int64 {
        if value.isNaN { return .min }
        return value >= 0x1p63 ? .max : value <= -0x1p63 ? .min : Int64(value)
    }

    // MARK: Texts

    private func texts(_ function: TemplateFunction) throws(TemplateError) -> TemplateValue {
        let text = text(0)
        switch function {
        case .title: return .string(GoCase.title(text))
        case .toUpper: return .string(GoCase.upper(text))
        case .toLower: return .string(GoCase.lower(text))
        case .match: return .bool(try TextSearch(text).finds(self.text(1)))
        case .reReplaceAll: return .string(try TextSearch(text).replacing(in: self.text(2), with: self.text(1)))
        case .stripPort: return .string(HostText.split(text)?.host ?? text)
        case .stripDomain: return .string(HostText.withoutDomain(text))
        case .safeHtml: return .html(text)
        case .urlQueryEscape: return .string(TextEscape.query(text))
        case .graphLink: return .string("/graph?g0.expr=\(TextEscape.query(text))&g0.tab=0")
        case .tableLink: return .string("/graph?g0.expr=\(TextEscape.query(text))&g0.tab=1")
        default: return .float(try Self.duration(text))
        }
    }

    /// Seconds; below zero too as of Prometheus 3.
    private static func duration(_ text: String) throws(TemplateError) -> Double {
        if text.isEmpty { throw TemplateError(message: "empty duration string") }
        let isNegative = text.hasPrefix("-")
        let digits = isNegative ? String(text.dropFirst()) : text
        if digits == "0" { return 0 }
        guard let milliseconds = PromQLDuration.milliseconds(digits) else {
            throw TemplateError(message: "not a valid duration string: \(GoQuote.quoted(text))")
        }
        return Double(milliseconds) / (isNegative ? -1_000 : 1_000)
    }
}

extension String {
    fileprivate func trimmed(of prefix: String) -> String { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self }
}
