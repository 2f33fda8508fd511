import Logging
import OpsCore
import OpsMetrics

/// Reading the configuration anew. One that cannot be used leaves the old one in force, and is told.
extension ScrapeService {
    /// Reloads that may wait for another.
    private static let reloadLimit = 32
    /// How long the file is waited for.
    private static let patience = Duration.seconds(10)

    /// Targets that stay as they are go on as if nothing had been; certificates are read anew too.
    ///
    /// - Throws: ``Refusal`` with the file and line of what is wrong; Prometheus answers with status 500 too.
    func reload() async throws {
        guard reloadsWaiting < Self.reloadLimit else {
            throw Refusal(.overloaded, "Other reloads of the scrape configuration wait already; try again soon")
        }
        reloadsWaiting += 1
        defer { reloadsWaiting -= 1 }
        // Who asked may go away; a reload that has begun comes to its end.
        try await Task { try await self.reloadInTurn() }.value
    }

    private func reloadInTurn() async throws {
        try await gate.enter()
        defer { gate.leave() }
        let fresh = try await load()
        let known = Set(configuration.warnings)
        warn(of: fresh.warnings.filter { !known.contains($0) })
        configuration = fresh
        guard isRunning else { return }
        var former = Dictionary(pools.map { ($0.job.name, $0) }, uniquingKeysWith: { first, _ in first })
        let next = fresh.jobs.map { job in
            guard let old = former[job.name] else { return ScrapePool(job, directory: directory) }
            guard old.job == job else { return ScrapePool(job, directory: directory, former: old) }
            former[job.name] = nil
            old.client.forget()
            return old
        }
        await adopt(await Self.looked(next), retired: Array(former.values))
        logger.notice("scrape configuration reloaded", metadata: ["jobs": "\(fresh.jobs.count)"])
    }

    private func load() async throws -> ScrapeConfiguration {
        do {
            let late = ServerStartError("the scrape configuration \(path) cannot be read in time")
            let fresh = try await loading.value(within: Self.patience, late: late) { [path] in try Self.load(path) }
            loadFault = nil
            return fresh
        } catch {
            let why = SafeText.clean("\(error)", limit: 400)
            // The same mistake is told once, however often it is looked at.
            if loadFault != why {
                logger.error(
                    "scrape configuration not reloaded; the old one stays in force", metadata: ["reason": "\(why)"])
            }
            loadFault = why
            throw Refusal(.internalError, "The scrape configuration was not changed: \(why)")
        }
    }
}
