/// The page of one error code under `/errors/{code}`, as JSON, text and HTML: all from ``ProblemCode`` alone.
public struct ProblemPage: Codable, Equatable, Sendable {
    /// The code that the page is about.
    public var code: ProblemCode
    /// Every HTTP status that may go with it, the usual one first.
    public var statuses: [Int]
    /// What it means.
    public var title: String
    /// Why the server answers so.
    public var cause: String
    /// What the caller can do about it.
    public var remedy: String
    /// When to try again, in one sentence.
    public var retry: String
    /// Seconds after which a retry usually makes sense; nil where the same request will be refused again.
    public var retryAfterSeconds: Int?
    /// A problem as it may come.
    public var example: Problem

    /// The page about a code.
    public init(_ code: ProblemCode) {
        self.code = code
        statuses = code.statuses
        title = code.title
        cause = code.advice.cause
        remedy = code.advice.remedy
        retry = code.retryAdvice
        retryAfterSeconds = code.retryAfterSeconds
        example = Problem(Refusal(code, code.advice.example), requestID: "00000000-0000-4000-8000-000000000000")
    }

    /// The statuses as text: `422 or 400`.
    public var statusText: String { statuses.map(String.init).joined(separator: " or ") }

    /// The facts in the order in which they are read.
    public var facts: [(name: String, text: String)] {
        [("Status", statusText), ("Meaning", title + "."), ("Why", cause), ("What to do", remedy), ("Retry", retry)]
    }
}
