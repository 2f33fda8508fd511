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
    /// Targets of all jobs at most; further ones fail each scrape with this reason.
    private static let targetLimit = 5_000

    private let path: String
    private let store: SeriesStore
    private let clock: any OpsClock
    private let logger: Logger
    private let seed: UInt64
    private var configuration: ScrapeConfiguration
    private var pools: [ScrapePool] = []
    private var isRunning = false
    /// Faults that were told last time, so that each is told once.
    private var told: Set<String> = []

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
        start()
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

    private static func load(_ path: String) throws -> ScrapeConfiguration {
        guard let bytes = ScrapePath.read(path, limit: ScrapeConfiguration.lengthLimit),
            let text = String(validating: bytes, as: UTF8.self)
        else {
            throw ServerStartError("the scrape configuration \(path) cannot be read as UTF-8 text of at most 1 MiB")
        }
        return try ScrapeConfiguration.load(text: text, name: path)
    }

    private var directory: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." }

    // MARK: Life

    private func start() {
        guard !isRunning else { return }
        isRunning = true
        for warning in configuration.warnings {
            logger.warning("the scrape configuration has what is not used here", metadata: ["place": "\(warning)"])
        }
        pools = configuration.jobs.map { ScrapePool($0, directory: directory) }
        for index in pools.indices { tell(pools[index].refresh(), of: index) }
        startRuns()
    }

    /// What the store holds stays as it is: the snapshot's restore ends it.
    private func stop() async {
        isRunning = false
        for pool in pools { for run in pool.runs.values { run.task.cancel() } }
        for pool in pools {
            for run in pool.runs.values { _ = await run.task.value }
            await pool.client.close()
        }
        pools = []
    }

    /// Reads the configuration anew. One that cannot be used changes nothing and is told in the log. Targets that stay as
    /// they are go on as if nothing had been.
    func reload() async {
        let fresh: ScrapeConfiguration
        do {
            fresh = try Self.load(path)
        } catch {
            logger.error(
                "scrape configuration not reloaded; the old one stays in force",
                metadata: ["reason": "\(SafeText.clean("\(error)", limit: 400))"])
            return
        }
        configuration = fresh
        guard isRunning else { return }
        var old = Dictionary(pools.map { ($0.job.name, $0) }, uniquingKeysWith: { first, _ in first })
        pools = fresh.jobs.map { job in
            if let pool = old[job.name], pool.job == job {
                old[job.name] = nil
                return pool
            }
            return ScrapePool(job, directory: directory)
        }
        told = []
        for index in pools.indices where pools[index].runs.isEmpty { tell(pools[index].refresh(), of: index) }
        // A target that stays, though its job was changed, is asked anew; its series do not end for that.
        let staying = Set(pools.flatMap { $0.list.targets.map(\.labels) })
        for pool in old.values {
            for run in pool.runs.values { run.task.cancel() }
            for (target, run) in pool.runs {
                if staying.contains(target.labels) { _ = await run.task.value } else { await end(run) }
            }
            await pool.client.close()
        }
        await refresh()
        logger.notice("scrape configuration reloaded", metadata: ["jobs": "\(fresh.jobs.count)"])
    }

    // MARK: Targets

    /// Takes up targets that came and ends those that went.
    private func refresh() async {
        guard isRunning else { return }
        var gone: [ScrapePool.Run] = []
        for index in pools.indices {
            tell(pools[index].refresh(), of: index)
            let wanted = Set(pools[index].list.targets)
            for (target, run) in pools[index].runs
            where !wanted.contains(target) || run.limitError != pools[index].list.limitError {
                gone.append(run)
                pools[index].runs[target] = nil
            }
        }
        for run in gone { run.task.cancel() }
        // Before the same series is begun anew by a loop of another target.
        for run in gone { await end(run) }
        startRuns()
    }

    private func end(_ run: ScrapePool.Run) async {
        run.task.cancel()
        var scraper = await run.task.value
        scraper.end(at: clock.wall.milliseconds, into: store)
    }

    private func startRuns() {
        guard isRunning else { return }
        var count = pools.reduce(0) { $0 + $1.runs.count }
        for index in pools.indices {
            let pool = pools[index]
            for target in pool.list.targets where pool.runs[target] == nil {
                count += 1
                let limitError =
                    pool.list.limitError
                    ?? (count > Self.targetLimit ? "more than \(Self.targetLimit) targets in all" : nil)
                let standing = Guarded(TargetStanding())
                let loop = TargetLoop(
                    target: target, client: pool.client, store: store, clock: clock, seed: seed,
                    limitError: limitError, standing: standing)
                let scraper = TargetScraper(job: pool.job, target: target)
                pools[index].runs[target] = ScrapePool.Run(
                    standing: standing, task: Task { await loop.run(scraper) }, limitError: pool.list.limitError)
            }
        }
    }

    private func tell(_ faults: [String], of index: Int) {
        for fault in (faults + pools[index].list.faults).prefix(20) where told.insert(fault).inserted {
            logger.warning(
                "a scrape target cannot be used",
                metadata: ["job": "\(pools[index].job.name)", "reason": "\(SafeText.clean(fault, limit: 300))"])
        }
        if told.count > 1_000 { told = [] }
    }

    // MARK: Reading

    /// The jobs with their targets, as they are now.
    var readings: [ScrapePoolReading] {
        pools.map { pool in
            ScrapePoolReading(
                job: pool.job.name,
                active: pool.list.targets.compactMap { target in
                    pool.runs[target].map { ActiveTarget(target: target, standing: $0.standing.value) }
                }, dropped: pool.list.dropped, droppedCount: pool.list.droppedCount)
        }
    }
}

/// One job for the read API.
struct ScrapePoolReading: Sendable {
    var job: String
    var active: [ActiveTarget]
    /// Labels before relabelling.
    var dropped: [Labels]
    var droppedCount: Int
}

/// A target that is asked, and how it did.
struct ActiveTarget: Sendable {
    var target: ScrapeTarget
    var standing: TargetStanding
}
