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
    /// Scrapes begin a moment after the rules.
    private static let slack = Duration.seconds(5)
    /// What the server itself exposes comes from no target.
    private static let own = Set(
        MetricCatalogue.families.flatMap { family in
            ["", "_bucket", "_sum", "_count", "_created"].map { family.name + $0 }
        })

    /// When each job has been asked at the latest.
    private(set) var jobs: [String: MonotonicTime]
    /// When the others were asked, or their time was over: who looks into the past sees that later.
    private var asked: [String: MonotonicTime] = [:]
    /// All jobs of the start.
    private let names: Set<String>
    /// The expressions that record a series, by its name: who reads the series reads what they read.
    private var recorded: [String: [Expression]] = [:]

    /// The longest time from the start to the last target's first answer.
    static func time(of jobs: [ScrapeJob]) -> Duration { jobs.map(time).max() ?? .zero }

    /// The longest time between two samples of a series.
    static func interval(of jobs: [ScrapeJob]) -> Duration { min(jobs.map(\.interval).max() ?? .zero, longest) }

    private static func time(of job: ScrapeJob) -> Duration { min(job.interval + job.timeout + slack, longest) }

    init(_ jobs: [ScrapeJob] = [], from now: MonotonicTime) {
        names = Set(jobs.map(\.name))
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

    /// Takes note of the jobs of which every target was asked, and of those whose time is over.
    mutating func look(at pools: [ScrapePoolReading], _ now: MonotonicTime) {
        let answered = pools.filter { pool in
            !pool.active.isEmpty && pool.active.allSatisfy { $0.standing.lastScrape != nil }
        }
        let names = Set(answered.map(\.job))
        for (job, limit) in jobs where limit <= now || names.contains(job) {
            jobs[job] = nil
            asked[job] = now
        }
    }

    /// The jobs for which a group waits that looks so far into the past.
    func open(at now: MonotonicTime, offset: Duration) -> Set<String> {
        Set(jobs.keys).union(asked.filter { $0.value.advanced(by: offset) > now }.keys)
    }

    /// The rules of a group that wait, by their places.
    func waiting(_ group: RuleGroup, _ store: SeriesStore, at now: MonotonicTime) -> Set<Int> {
        let open = open(at: now, offset: group.queryOffset)
        guard !open.isEmpty else { return [] }
        return Set(group.rules.indices.filter { waits(group.rules[$0].expression, for: open, store) })
    }

    private func waits(_ expression: Expression, for open: Set<String>, _ store: SeriesStore) -> Bool {
        var (left, seen) = (expression.selectors, Set<String>())
        while let selector = left.popLast() {
            if waits(selector, for: open, store) { return true }
            if let name = selector.name, let rules = recorded[name], seen.insert(name).inserted {
                left += rules.flatMap(\.selectors)
            }
        }
        return false
    }

    /// By the jobs that the store knows for what is selected; one that is no job of the configuration came from a target's
    /// own labels, and any job may bring it. So may it be where the store knows nothing.
    private func waits(_ selector: VectorSelector, for open: Set<String>, _ store: SeriesStore) -> Bool {
        let known = store.labelValues(of: "job", selector.matchers).values
        guard known.isEmpty else { return known.contains { open.contains($0) || !names.contains($0) } }
        guard !store.hasSeries(selector.matchers) else { return false }
        if let name = selector.name, Self.own.contains(name) { return false }
        let conditions = selector.matchers.filter { $0.name == "job" }
        return open.contains { job in conditions.allSatisfy { $0.matches(job) } }
    }
}
