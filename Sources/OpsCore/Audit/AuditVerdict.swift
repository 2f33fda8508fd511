/// A place in the audit chain: the newest row that was checked.
public struct AuditPosition: Equatable, Sendable {
    /// 0 before the first row.
    public var sequence: Int64
    /// That row's hash.
    public var hash: String

    public init(sequence: Int64, hash: String) {
        self.sequence = sequence
        self.hash = hash
    }

    /// Before the first row.
    public static let start = AuditPosition(sequence: 0, hash: AuditChain.genesis)
}

/// What checking a stretch of the audit log found.
public enum AuditVerdict: Equatable, Sendable {
    /// Every row follows from the one before; where the stretch ended.
    case intact(AuditPosition)
    /// The first row that does not, and why.
    case broken(sequence: Int64, reason: String)
}
