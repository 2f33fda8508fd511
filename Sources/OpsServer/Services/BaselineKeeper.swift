import Logging
import OpsCore
import OpsStorage

/// Stores what valves learn of their own pace, so that it outlives a restart. Telling it never waits; of each valve the
/// newest baseline waits to be stored, at most one.
final class BaselineKeeper: Sendable {
    /// The pause before what could not be stored is tried again.
    static let retryPause = Duration.seconds(10)
    /// Valves whose baselines may wait; of further ones the travels until then are forgotten.
    static let limit = 2_000

    private let ledger: Ledger
    private let logger: Logger
    private let waiting = Guarded<[String: TravelBaseline]>([:])
    private let ticks: AsyncStream<Void>
    private let feed: AsyncStream<Void>.Continuation

    init(ledger: Ledger, logger: Logger) {
        self.ledger = ledger
        self.logger = logger
        (ticks, feed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// What was learned before the start, by valve.
    func load() async throws -> [String: TravelBaseline] {
        try await ledger.database.read { try TravelBaselineRepository().all($0) }
    }

    /// A valve's newest baseline. Never waits.
    func offer(_ valve: String, _ baseline: TravelBaseline) {
        waiting.with { if $0[valve] != nil || $0.count < Self.limit { $0[valve] = baseline } }
        feed.yield()
    }

    /// Stores what is told, until cancelled.
    func run() async {
        for await _ in ticks {
            while !Task.isCancelled, let (valve, baseline) = waiting.value.first {
                do {
                    try await store(valve, baseline)
                    waiting.with { if $0[valve] == baseline { $0[valve] = nil } }
                } catch {
                    logger.warning(
                        "a valve's pace could not be stored",
                        metadata: ["valve": "\(SafeText.clean(valve, limit: 64))", "error": "\(error)"])
                    try? await Task.sleep(for: Self.retryPause)
                }
            }
        }
    }

    private func store(_ valve: String, _ baseline: TravelBaseline) async throws {
        let now = ledger.clock.wall
        try await ledger.database.write {
            try TravelBaselineRepository().save(baseline, of: valve, at: now, $0)
        }
    }
}
