/// One row of the audit log: who did what to what, and how it ended. Rows form a hash chain.
public struct AuditEntry: Codable, Equatable, Sendable {
    /// 1 for the first row; without gaps.
    public var sequence: Int64
    public var at: WallTime
    public var actor: String
    /// `valve.actuate`, `alert.resolve`, `keys.reload`, …
    public var action: String
    /// What it was done to, e.g. `valve/v-101`.
    public var subject: String
    public var outcome: String
    public var requestId: String
    /// Further facts as a JSON object, without secrets.
    public var details: String
    /// SHA-256, hex, of the previous row's hash and this row's fields.
    public var hash: String

    public init(
        sequence: Int64, at: WallTime, actor: String, action: String, subject: String, outcome: String,
        requestId: String, details: String, hash: String
    ) {
        self.sequence = sequence
        self.at = at
        self.actor = actor
        self.action = action
        self.subject = subject
        self.outcome = outcome
        self.requestId = requestId
        self.details = details
        self.hash = hash
    }
}
