/// What came of asking a target.
public enum ScrapeOutcome: Sendable {
    /// An answer with status 200: its body, unpacked, and its header `Content-Type`.
    case body([UInt8], contentType: String?)
    /// No such answer; why, in words for people.
    case failure(String)
}

/// What a scrape came to.
public struct ScrapeReport: Sendable, Hashable {
    /// Whether the target counts as up: its answer was read and within its limits.
    public var isUp: Bool { error == nil }
    /// Why it does not.
    public internal(set) var error: String?
    /// Samples in the answer, as far as it was read.
    public internal(set) var scraped = 0
    /// Samples left after relabelling.
    public internal(set) var kept = 0
    /// Series that the scrape before did not have.
    public internal(set) var added = 0
    /// Samples that the store did not take, by reason.
    public internal(set) var refused: [RefusalReason: Int] = [:]
}
