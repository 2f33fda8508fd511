/// What the page of an error code says beyond its title.
public struct ProblemAdvice: Equatable, Sendable {
    /// Why the server answers so.
    public var cause: String
    /// What the caller can do about it.
    public var remedy: String
    /// A `detail` as it may come.
    public var example: String

    init(_ cause: String, do remedy: String, example: String) {
        self.cause = cause
        self.remedy = remedy
        self.example = example
    }
}

extension ProblemCode {
    /// Cause, remedy and an example, for the page under `/errors/{code}` and for docs/errors.md.
    public var advice: ProblemAdvice {
        ProblemAdvice.all[self] ?? ProblemAdvice("\(title).", do: "See `detail`.", example: "\(title).")
    }

    /// Where the code is explained on the server itself; the `type` of its problems.
    public var page: String { "/errors/\(rawValue)" }

    /// When to try again, in one sentence.
    public var retryAdvice: String {
        guard let seconds = retryAfterSeconds else { return "Not as it is: the same request will be refused again." }
        return "Yes: after the seconds in `Retry-After`, usually \(seconds)."
    }
}

extension ProblemAdvice {
    static let all = request.merging(identity) { $1 }.merging(capacity) { $1 }.merging(plant) { $1 }
        .merging(server) { $1 }
}
