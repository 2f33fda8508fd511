import Foundation

extension TemplateCall {
    // MARK: Samples

    func samples(_ function: TemplateFunction) throws(TemplateError) -> TemplateValue {
        switch function {
        case .query: return .samples(try queried(text(0)))
        case .args: return .arguments(try TemplateArguments(arguments))
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

    func queried(_ text: String) throws(TemplateError) -> [TemplateSample] {
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

    static func sorted(_ samples: [TemplateSample], by label: String) -> [TemplateSample] {
        samples.enumerated().sorted { left, right in
            let (one, other) = (left.element.labels[label] ?? "", right.element.labels[label] ?? "")
            return one == other ? left.offset < right.offset : one.utf8.lexicographicallyPrecedes(other.utf8)
        }.map(\.element)
    }

    // MARK: Numbers

    func number(_ function: TemplateFunction) throws(TemplateError) -> TemplateValue {
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

    func float(_ value: TemplateValue) throws(TemplateError) -> Double {
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
    static func time(_ seconds: Double) throws(TemplateError) -> Int64 {
        guard seconds.isFinite else { throw TemplateError(message: "value is NaN or Inf") }
        let nanoseconds = seconds * 1e9
        guard nanoseconds <= 0x1p63, nanoseconds >= -0x1p63 else {
            let shown = GoFormat.shortest(seconds)
            throw TemplateError(
                message: "\(shown) cannot be represented as a nanoseconds timestamp since it overflows int64")
        }
        return clamped(nanoseconds) / 1_000_000
    }

    static func clamped(_ value: Double) -> Int64 {
        if value.isNaN { return .min }
        return value >= 0x1p63 ? .max : value <= -0x1p63 ? .min : Int64(value)
    }

}
