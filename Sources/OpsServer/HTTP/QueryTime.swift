import Hummingbird
import OpsCore

/// Times in query parameters as Prometheus' API takes them: seconds since the epoch, with fractions. (Dates in RFC 3339 are
/// not read.)
enum QueryTime {
    struct Range: Equatable {
        var start: Int64
        var end: Int64
        var step: Int64
    }

    /// Milliseconds since the epoch; nil where the parameter is not there.
    ///
    /// - Throws: ``Refusal`` with `VALIDATION_FAILED` where it is no time.
    static func milliseconds(_ name: String, in request: Request) throws -> Int64? {
        guard let text = request.uri.queryParameters[name[...]] else { return nil }
        guard let seconds = Double(text), seconds.isFinite, abs(seconds) < 1e11 else {
            throw Refusal(.validationFailed, "`\(name)` must be seconds since the epoch.")
        }
        return Int64((seconds * 1000).rounded())
    }

    /// `start`, `end` and `step`; the step in seconds or as `15s`, `5m`, `1h`.
    static func range(in request: Request, pointLimit: Int64) throws -> Range {
        guard let start = try milliseconds("start", in: request), let end = try milliseconds("end", in: request),
            let step = request.uri.queryParameters["step"].flatMap({ duration(String($0)) })
        else { throw Refusal(.validationFailed, "`start`, `end` and `step` are needed.") }
        guard end >= start, step > 0, (end - start) / step < pointLimit else {
            throw Refusal(
                .validationFailed, "`end` must not be before `start`, and at most \(pointLimit) steps between them.")
        }
        return Range(start: start, end: end, step: step)
    }

    /// Milliseconds; nil for what is no duration of 1 ms to 365 days.
    static func duration(_ text: String) -> Int64? {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        let factor = text.last.flatMap { units[$0] }
        guard let number = Double(factor == nil ? text : String(text.dropLast())), number.isFinite else { return nil }
        let seconds = number * (factor ?? 1)
        return seconds >= 0.001 && seconds <= 31_536_000 ? Int64((seconds * 1000).rounded()) : nil
    }
}
