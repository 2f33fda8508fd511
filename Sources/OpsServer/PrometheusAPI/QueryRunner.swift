import NIOPosix
import OpsCore

/// Runs queries on a few threads of their own, so that none of them takes a thread from the server: so many at a time,
/// some more wait their turn, and who comes then is refused at once.
///
/// Its bounds are the process'.
final class QueryRunner: Sendable {
    /// For all servers of this process.
    static let shared = QueryRunner(threads: 2, waiting: 30)

    private let pool: NIOThreadPool
    private let places: Int
    private let taken = Guarded(0)

    /// Its threads live as long as the process.
    init(threads: Int, waiting: Int) {
        pool = NIOThreadPool(numberOfThreads: threads)
        pool.start()
        places = threads + waiting
    }

    /// Places that are taken: by what runs and by what waits.
    var inUse: Int { taken.value }

    /// The result of `work`, which is told how much of `limit` is left for it when its turn comes and must keep to that.
    ///
    /// - Throws: ``PrometheusFault``: `unavailable` where too many wait, `timeout` after `limit`; what `work` throws.
    func run<Result: Sendable>(
        within limit: Duration, _ work: @escaping @Sendable (_ left: Duration) throws -> Result
    ) async throws -> Result {
        guard taken.with({ $0 < places ? ($0 += 1, true).1 : false }) else {
            throw PrometheusFault(.unavailable, "too many queries wait already; try again in a second")
        }
        let (pool, taken) = (pool, taken)
        let deadline = ContinuousClock.now + limit
        return try await TimeLimit.answer(within: limit, late: Self.late, cancelling: true) {
            // The place is free when the work is done, not when nobody waits for it any more.
            defer { taken.with { $0 -= 1 } }
            return try await pool.runIfActive {
                let left = deadline - .now
                guard left > .zero else { throw Self.late }
                return try work(left)
            }
        }
    }

    static let late = PrometheusFault(.timeout, "query timed out in expression evaluation")
}
