import OpsCore
import OpsMetrics

/// Asks one target again and again: each interval once, at its own place in the interval, never twice at a time.
struct TargetLoop: Sendable {
    /// HELP and TYPE lines hardly change; they are read this seldom.
    private static let metadataEvery = 300.0

    let target: ScrapeTarget
    let client: ScrapeClient
    let store: SeriesStore
    let clock: any OpsClock
    /// Differs between servers, so that not all ask a target at once.
    let seed: UInt64
    /// Why the target is not asked at all, though each scrape of it counts as failed; nil where it is asked.
    let limitError: String?
    let standing: Guarded<TargetStanding>

    /// Runs until cancelled; then the scraper as it is, to be ended or gone on with.
    func run(_ scraper: TargetScraper) async -> TargetScraper {
        var scraper = scraper
        var due = target.firstScrape(after: clock.wall.milliseconds, seed: seed)
        while !Task.isCancelled {
            let wait = max(due - clock.wall.milliseconds, 0)
            do { try await Task.sleep(for: .milliseconds(wait)) } catch { break }
            await scrape(&scraper, due: due)
            // What was missed is not caught up with.
            due = target.firstScrape(after: max(due, clock.wall.milliseconds) &+ 1, seed: seed)
            // A clock that was set back by far must not silence the target until it has caught up.
            let next = target.firstScrape(after: clock.wall.milliseconds &+ 1, seed: seed)
            if due - next > 2 * Int64(target.interval / .milliseconds(1)) { due = next }
        }
        return scraper
    }

    private func scrape(_ scraper: inout TargetScraper, due: Int64) async {
        let began = clock.monotonic
        let outcome = if let limitError { ScrapeOutcome.failure(limitError) } else { await client.fetch(target) }
        // A target that was taken away while it was asked has nothing more to say.
        guard !Task.isCancelled else { return }
        let took = clock.monotonic.duration(since: began)
        let now = clock.wall
        // A clock that was set while it was waited for: then the time it was due means nothing.
        let isNear = abs(now.milliseconds.subtractingReportingOverflow(due).partialValue) < 600_000
        let report = scraper.take(outcome, at: isNear ? due : now.milliseconds, took: took, into: store)
        let families = report.isUp ? newFamilies(outcome, at: now) : nil
        standing.with { standing in
            standing.lastScrape = WallTime(milliseconds: isNear ? due : now.milliseconds)
            standing.lastSeconds = took / .seconds(1)
            standing.lastError = report.error.map { SafeText.clean($0, limit: 300) }
            guard let families else { return }
            (standing.families, standing.familiesReadAt) = (families, now)
        }
    }

    private func newFamilies(_ outcome: ScrapeOutcome, at now: WallTime) -> [TargetStanding.Family]? {
        guard case .body(let bytes, let type) = outcome else { return nil }
        if let last = standing.value.familiesReadAt, (0..<Self.metadataEvery).contains(now.seconds(since: last)) {
            return nil
        }
        return TargetStanding.families(in: bytes, openMetrics: type?.lowercased().contains("openmetrics") == true)
    }
}
