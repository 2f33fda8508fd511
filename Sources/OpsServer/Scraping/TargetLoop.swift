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

    /// Only the loop uses it while it runs.
    let scraper: Guarded<TargetScraper>

    /// Runs until cancelled; then the scraper is there to be ended or gone on with.
    func run() async {
        var due = target.firstScrape(after: clock.wall.milliseconds, seed: seed)
        while !Task.isCancelled {
            let wait = max(due - clock.wall.milliseconds, 0)
            do { try await Task.sleep(for: .milliseconds(wait)) } catch { break }
            await scrape(due: due)
            // What was missed is not caught up with.
            due = target.firstScrape(after: max(due, clock.wall.milliseconds) &+ 1, seed: seed)
            // A clock that was set back by far must not silence the target until it has caught up.
            let next = target.firstScrape(after: clock.wall.milliseconds &+ 1, seed: seed)
            if due - next > 2 * Int64(target.interval / .milliseconds(1)) { due = next }
        }
        await client.release(target)
    }

    private func scrape(due: Int64) async {
        let began = clock.monotonic
        // Its share of the memory is kept until the samples are taken in.
        let answer = limitError == nil ? await client.fetch(target) : nil
        let outcome = answer?.outcome ?? .failure(limitError ?? "not asked")
        // A target that was taken away while it was asked has nothing more to say.
        guard !Task.isCancelled else { return }
        let took = clock.monotonic.duration(since: began)
        let now = clock.wall
        // A clock that was set while it was waited for: then the time it was due means nothing.
        let isNear = abs(now.milliseconds.subtractingReportingOverflow(due).partialValue) < 600_000
        let at = isNear ? due : now.milliseconds
        let wantsMetadata = isMetadataOld(at: now)
        let taken = try? await ScrapeThreads.run { [scraper, store] in
            withExtendedLifetime(answer) {
                Self.take(outcome, at, took, scraper, store, wantsMetadata: wantsMetadata)
            }
        }
        guard let (report, metadata) = taken else { return }
        standing.with { standing in
            standing.lastScrape = WallTime(milliseconds: at)
            standing.lastSeconds = took / .seconds(1)
            standing.lastError = report.error.map { SafeText.clean($0, limit: 300) }
            guard wantsMetadata, report.isUp else { return }
            (standing.metadata, standing.metadataReadAt) = (metadata, now)
        }
    }

    private static func take(
        _ outcome: ScrapeOutcome, _ at: Int64, _ took: Duration, _ scraper: Guarded<TargetScraper>,
        _ store: SeriesStore, wantsMetadata: Bool
    ) -> (ScrapeReport, FamilyList?) {
        var gathering = FamilyGathering()
        let gather: ((ExpositionMetadata) -> Void)? = wantsMetadata ? { gathering.add($0) } : nil
        let report = scraper.with { $0.take(outcome, at: at, took: took, into: store, metadata: gather) }
        return (report, wantsMetadata && report.isUp ? FamilyLists.shared.list(of: gathering.families) : nil)
    }

    private func isMetadataOld(at now: WallTime) -> Bool {
        guard let last = standing.value.metadataReadAt else { return true }
        return !(0..<Self.metadataEvery).contains(now.seconds(since: last))
    }
}
