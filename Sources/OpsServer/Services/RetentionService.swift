import Logging
import OpsCore
import OpsStorage

/// Deletes what is older than anybody needs it, once an hour (CONTRACT row B8). The audit log is never cut.
struct RetentionService: Sendable {
    /// How long each kind is kept after its end, in seconds.
    struct Limits: Equatable, Sendable {
        var idempotency = 86_400.0
        var jobs = 14 * 86_400.0
        var alerts = 30 * 86_400.0
        var incidents = 90 * 86_400.0
        var commands = 90 * 86_400.0
        var outcomes = 30 * 86_400.0
    }

    static let every = Duration.seconds(3600)
    /// After the start, when there is more urgent work.
    static let firstAfter = Duration.seconds(60)
    /// Jobs deleted in one transaction, and transactions in one round: a long backlog must not hold the writer.
    static let jobsAtOnce = 500
    static let roundLimit = 20

    let ledger: Ledger
    let clock: any OpsClock
    let logger: Logger
    var limits = Limits()

    /// Cleans up until cancelled.
    func run() async {
        var pause = Self.firstAfter
        while !Task.isCancelled {
            do { try await Task.sleep(for: pause) } catch { return }
            await sweep()
            pause = Self.every
        }
    }

    /// One round. What fails is logged and tried again at the next.
    func sweep() async {
        let (now, limits) = (clock.wall, limits)
        await step("idempotency keys") {
            try IdempotencyRepository().prune(before: now.advanced(seconds: -limits.idempotency), $0)
        }
        await step("alerts") { try AlertRepository().prune(resolvedBefore: now.advanced(seconds: -limits.alerts), $0) }
        await step("incidents") {
            try IncidentRepository().prune(resolvedBefore: now.advanced(seconds: -limits.incidents), $0)
        }
        await step("commands") {
            try CommandRepository().prune(issuedBefore: now.advanced(seconds: -limits.commands), $0)
        }
        await step("outcomes of leads") {
            try LeadOutcomeRepository().prune(before: now.advanced(seconds: -limits.outcomes), $0)
        }
        for _ in 0..<Self.roundLimit {
            let count = await step("jobs") {
                try JobRepository().expire(
                    endedBefore: now.advanced(seconds: -limits.jobs), limit: Self.jobsAtOnce, $0)
            }
            if count < Self.jobsAtOnce { return }
        }
    }

    @discardableResult
    private func step(_ what: String, _ body: @escaping @Sendable (any SQLConnection) throws -> Int) async -> Int {
        do {
            let count = try await ledger.database.write(body)
            if count > 0 { logger.info("old rows were deleted", metadata: ["kind": "\(what)", "rows": "\(count)"]) }
            return count
        } catch {
            logger.warning("old rows could not be deleted", metadata: ["kind": "\(what)", "error": "\(error)"])
            return 0
        }
    }
}
