import Crypto
import Foundation
import Logging
import OpsCore
import OpsMetrics
import ServiceLifecycle

/// Scrapes the targets of a `prometheus.yml` into the series store, so that any service with `/metrics` is in the panes.
actor ScrapeService: Service {
    /// Files of targets are looked at this often; a look costs a few system calls a file.
    private static let filePace = Duration.seconds(5)

    let path: String
    let clock: any OpsClock
    let logger: Logger
    private let store: SeriesStore
    private let seed: UInt64
    /// One change of the targets at a time: each waits for files and for the ends of loops.
    nonisolated let gate = SerialGate()
    let loading = SharedRead<ScrapeConfiguration>()
    var reloadsWaiting = 0
    var configuration: ScrapeConfiguration
    /// Why the file cannot be used as it is now; nil where it is in force.
    var loadFault: String?
    private(set) var pools: [ScrapePool] = []
    private(set) var isRunning = false
    private var told = ToldFaults()

    /// - Parameter seed: Differs between servers.
    /// - Throws: ``ServerStartError`` or `RuleFileError` with the place of the fault.
    init(path: String, store: SeriesStore, clock: any OpsClock, logger: Logger, seed: UInt64) throws {
        self.path = path
        self.store = store
        self.clock = clock
        self.logger = logger
        self.seed = seed
        configuration = try Self.load(path)
    }

    func run() async throws {
        await start()
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await Task.sleep(for: Self.filePace) } catch { break }
                await self.refresh()
            }
        }
        await stop()
    }

    /// A number of this server's own, the same after a restart.
    static func seed(site: String) -> UInt64 {
        let name = ProcessInfo.processInfo.hostName + "\u{0}" + site
        return SHA256.hash(data: Data(name.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    static func load(_ path: String) throws -> ScrapeConfiguration {
        guard let bytes = ScrapePath.read(path, limit: ScrapeConfiguration.lengthLimit),
            let text = String(validating: bytes, as: UTF8.self)
        else {
            throw ServerStartError("the scrape configuration \(path) cannot be read as UTF-8 text of at most 1 MiB")
        }
        return try ScrapeConfiguration.load(text: text, name: path)
    }

    var directory: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." }

    // MARK: Life

    private func start() async {
        guard !isRunning, (try? await gate.enter()) != nil else { return }
        defer { gate.leave() }
        isRunning = true
        warn(of: configuration.warnings)
        await adopt(await Self.looked(configuration.jobs.map { ScrapePool($0, directory: directory) }))
    }

    /// What the store holds stays as it is: the snapshot's restore ends it.
    private func stop() async {
        isRunning = false
        // The gate's other users are few and bounded, so there is a place.
        let isAlone = (try? await gate.enter()) != nil
        defer { if isAlone { gate.leave() } }
        for pool in pools { for run in pool.runs.values { run.task.cancel() } }
        for pool in pools {
            for run in pool.runs.values { await run.task.value }
            await pool.client.close()
        }
        pools = []
    }

    /// Takes up targets that came and ends those that went.
    private func refresh() async {
        guard (try? await gate.enter()) != nil else { return }
        defer { gate.leave() }
        guard isRunning else { return }
        await adopt(await Self.looked(pools))
    }

    /// The pools after a look at their files of targets, all at once: one disk that hangs holds up no other job.
    static func looked(_ pools: [ScrapePool]) async -> [ScrapePool] {
        await withTaskGroup(of: (Int, ScrapePool).self) { group in
            for (index, pool) in pools.enumerated() { group.addTask { (index, await pool.looked()) } }
            var looked = pools
            for await (index, pool) in group { looked[index] = pool }
            return looked
        }
    }

    // MARK: Targets

    /// Puts `next` in the place of the pools, inside the gate. The loops of targets that go have ended before others begin,
    /// so that no series is ended that was just begun anew.
    func adopt(_ next: [ScrapePool], retired: [ScrapePool] = []) async {
        var next = next
        let shares = TargetShares.asked(next.map(\.list.targets))
        var former = retired.flatMap(\.runs.values)
        for index in next.indices {
            next[index].asked = shares[index]
            former += next[index].takeSuperfluousRuns()
        }
        for run in former { run.task.cancel() }
        // A target that stays, though its job was changed, is asked anew; its series do not end for that.
        var carried: [Labels: ScrapePool.Run] = [:]
        let staying = Set(shares.joined().map(\.labels))
        for run in former {
            await run.task.value
            let labels = run.scraper.with { $0.target.labels }
            if staying.contains(labels) { carried[labels] = run } else { await end(run.scraper) }
        }
        for pool in retired { await pool.client.close() }
        if isRunning { for index in next.indices { startRuns(&next[index], &carried) } }
        pools = next
        tell()
    }

    private func end(_ scraper: Guarded<TargetScraper>) async {
        let (now, store) = (clock.wall.milliseconds, store)
        await ScrapeThreads.finish { scraper.with { $0.end(at: now, into: store) } }
    }

    private func startRuns(_ pool: inout ScrapePool, _ carried: inout [Labels: ScrapePool.Run]) {
        let (job, limitError) = (pool.job, pool.list.limitError)
        for target in pool.asked where pool.runs[target] == nil {
            let former = carried.removeValue(forKey: target.labels)
            let scraper = former?.scraper ?? Guarded(TargetScraper(job: job, target: target))
            scraper.with { $0.goOn(as: job, target) }
            let standing = former?.standing ?? Guarded(TargetStanding())
            let loop = TargetLoop(
                target: target, client: pool.client, store: store, clock: clock, seed: seed, limitError: limitError,
                standing: standing, scraper: scraper)
            pool.runs[target] = ScrapePool.Run(
                standing: standing, scraper: scraper, task: Task { await loop.run() }, limitError: limitError)
        }
    }

    // MARK: Telling

    func warn(of warnings: [RuleFileError]) {
        for warning in warnings {
            logger.warning("the scrape configuration has what is not used here", metadata: ["place": "\(warning)"])
        }
    }

    /// Tells each fault once while it stands.
    private func tell() {
        var faults = pools.flatMap { pool in pool.faults.prefix(20).map { "job \(pool.job.name): \($0)" } }
        if pools.contains(where: { $0.beyond > 0 }) {
            faults.insert("\(ScrapeLimits.targetsAtMost) targets are asked at most; those after them are not", at: 0)
        }
        for fault in told.news(faults) {
            logger.warning(
                "a scrape target cannot be used", metadata: ["reason": "\(SafeText.clean(fault, limit: 400))"])
        }
    }

    // MARK: Reading

    /// The jobs as they are configured.
    var jobs: [ScrapeJob] { configuration.jobs }

    /// The jobs with their targets, as they are now.
    var readings: [ScrapePoolReading] {
        pools.map { pool in
            ScrapePoolReading(
                job: pool.job.name,
                active: pool.asked.compactMap { target in
                    pool.runs[target].map { ActiveTarget(target: target, standing: $0.standing.value) }
                }, dropped: pool.list.dropped, droppedCount: pool.list.droppedCount, beyond: pool.beyond)
        }
    }
}
