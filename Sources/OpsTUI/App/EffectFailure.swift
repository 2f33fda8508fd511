import OpsClient
import OpsCore

/// Why an effect did not succeed, in words for the screen.
struct EffectFailure: Error, Equatable, Sendable {
    var code: ProblemCode?
    var text: String
    /// True where the request may have been carried out although no answer came.
    var outcomeUnknown: Bool

    init(code: ProblemCode? = nil, text: String, outcomeUnknown: Bool = false) {
        self.code = code
        self.text = text
        self.outcomeUnknown = outcomeUnknown
    }

    init(_ error: OpsClientError) {
        switch error {
        case .refused(let problem, let retryAfterSeconds):
            let retry = retryAfterSeconds.map { " (again in \($0) s)" } ?? ""
            self.init(code: problem.code, text: "\(problem.detail)\(retry) (\(problem.code.rawValue))")
        case .unreachable, .malformed:
            self.init(text: error.description, outcomeUnknown: true)
        case .incompatible:
            self.init(text: error.description)
        }
    }
}
