import OpsCore
import OpsStorage

extension AuditRepository {
    /// Recomputes every hash up to the newest row, a page at a time in transactions of their own, so that neither
    /// memory nor one transaction grows with the log. Rows appended meanwhile are left for the next time.
    ///
    /// `intact` bears the newest row's place; rows cut off at the end are missed by the note beside the log.
    public func verifyAll(in database: any Database, pageSize: Int = 500) async throws -> AuditVerdict {
        let head = try await database.read { try AuditRepository().head($0) }
        var reached = AuditPosition.start
        while reached.sequence < head.sequence {
            let after = reached.sequence
            let rows = try await database.read { try AuditRepository().page(after: after, limit: pageSize, $0) }
            guard !rows.isEmpty else {
                return .broken(sequence: after + 1, reason: "the log ends before row \(head.sequence)")
            }
            switch AuditChain.verify(rows.prefix { $0.sequence <= head.sequence }, after: reached) {
            case .intact(let position) where position == reached:
                return .broken(sequence: after + 1, reason: "the log ends before row \(head.sequence)")
            case .intact(let position): reached = position
            case .broken(let sequence, let reason): return .broken(sequence: sequence, reason: reason)
            }
        }
        return try await judgeEnd(reached, head, in: database)
    }

    /// The last hash must be the noted one, and a log without a note must have no rows.
    private func judgeEnd(_ reached: AuditPosition, _ head: AuditPosition, in database: any Database) async throws
        -> AuditVerdict
    {
        guard reached.hash == head.hash else {
            return .broken(sequence: head.sequence, reason: "its hash is not the one noted beside the log")
        }
        guard head == .start else { return .intact(head) }
        let isNoteMissing = try await database.read {
            let hasRows = try !AuditRepository().page(after: 0, limit: 1, $0).isEmpty
            return try AuditRepository().head($0) == .start && hasRows
        }
        return isNoteMissing ? .broken(sequence: 1, reason: "the note beside the log is missing") : .intact(.start)
    }
}
