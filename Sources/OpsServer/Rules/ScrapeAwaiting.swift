import OpsCore
import OpsMetrics

/// After a start: the jobs of scraped targets that have not been asked yet. What was restored of their series has ended, so
/// rules that read them would take that for the truth: `absent` would hold and what fired would be over.
///
/// Prometheus bridges a restart by its look-back of five minutes. Here such rules wait for the targets' first answer, at
/// most for an interval and a time-out of their job, and for five minutes at the longest.
struct ScrapeAwaiting: Sendable {
    /// The look-back: behind it Prometheus knows no more either.
    private static let longest = Duration.seconds(300)

    /// When each job has been asked at the latest.
    private(set) var jobs: [String: MonotonicTime]
    /// The expressions that record a series, by its name: who reads the series reads what they read.
    private var recorded: [String: [Expression]] = [:]

    /// The longest time from the start to the last target's first answer.
    static func time(of jobs: [ScrapeJob]) -> Duration { jobs.map(time).max() ?? .zero }

    /// The longest time between two samples of a series.
    static func interval(of jobs: [ScrapeJob]) -> Duration { min(jobs.map(\.interval).max() ?? .zero, longest) }

    private static func time(of job: ScrapeJob) -> Duration { min(job.interval + job.timeout, longest) }

    init(_ jobs: [ScrapeJob] = [], from now: MonotonicTime) {
        self.jobs = Dictionary(
            jobs.map { ($0.name, now.advanced(by: Self.time(of: $0))) }, uniquingKeysWith: { first, _ in first })
    }

    /// Takes in what is recorded by whom.
    mutating func learn(_ groups: [RuleGroup]) {
        guard !jobs.isEmpty else { return }
        recorded = Dictionary(
            groups.flatMap(\.rules).filter { $0.kind == .record }.map { ($0.name, [$0.expression]) },
            uniquingKeysWith: +)
    }

    /// Forgets the jobs whose time is over, and those of which every target was asked.
    mutating func look(at pools: [ScrapePoolReading], _ now: MonotonicTime) {
        let asked = pools.filter { $0.active.allSatisfy { $0.standing.lastScrape != nil } }.map(\.job)
        jobs = jobs.filter { $0.value > now && !asked.contains($0.key) }
    }

    /// The rules of a group that wait, by their places.
    func waiting(_ group: RuleGroup, _ store: SeriesStore) -> Set<Int> {
        guard !jobs.isEmpty else { return [] }
        return Set(group.rules.indices.filter { waits(group.rules[$0].expression, store) })
    }

    private func waits(_ expression: Expression, _ store: SeriesStore) -> Bool {
        var (open, seen) = (expression.selectors, Set<String>())
        while let selector = open.popLast() {
            if waits(selector, store) { return true }
            if let name = selector.name, let rules = recorded[name], seen.insert(name).inserted {
                open += rules.flatMap(\.selectors)
            }
        }
        return false
    }

    /// By the jobs that the store knows for what is selected; where it knows nothing, any job may bring it.
    private func waits(_ selector: VectorSelector, _ store: SeriesStore) -> Bool {
        let known = store.labelValues(of: "job", selector.matchers).values
        guard known.isEmpty else { return known.contains { jobs[$0] != nil } }
        guard store.seriesLabels(selector.matchers, limit: 1).values.isEmpty else { return false }
        let conditions = selector.matchers.filter { $0.name == "job" }
        return jobs.keys.contains { job in conditions.allSatisfy { $0.matches(job) } }
    }
}
