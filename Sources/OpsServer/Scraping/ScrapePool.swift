import Logging
import OpsCore
import OpsMetrics

/// One job at work: its targets as they are now, each with its loop.
struct ScrapePool: Sendable {
    /// A target that is being asked.
    struct Run: Sendable {
        var standing: Guarded<TargetStanding>
        var scraper: Guarded<TargetScraper>
        var task: Task<Void, Never>
        /// What it was started with: other words mean another loop.
        var limitError: String?
    }

    /// What a look at the files of targets brings.
    struct Look: Sendable {
        var files: TargetFiles
        var list: TargetList
    }

    /// How long a look is waited for.
    private static let patience = Duration.seconds(5)

    let job: ScrapeJob
    let client: ScrapeClient
    private var now: Look
    private var isLate = false
    private let look = SharedRead<Look>()
    /// The targets that are asked: those of the list, within the limit of all jobs.
    var asked: [ScrapeTarget] = []
    var runs: [ScrapeTarget: Run] = [:]

    /// - Parameter former: The same job before a reload.
    init(_ job: ScrapeJob, directory: String, former: ScrapePool? = nil) {
        self.job = job
        client = ScrapeClient(job, directory: directory)
        let files = TargetFiles(job, directory: directory, former: former?.now.files)
        now = Look(files: files, list: job.targets(job.staticGroups + files.groups))
    }

    var list: TargetList { now.list }

    /// Targets that are not asked because there are too many.
    var beyond: Int { list.targets.count - asked.count + list.beyond }

    /// What is wrong with targets and their files.
    var faults: [String] {
        (isLate ? ["the files of targets cannot be read in time; what they last said still counts"] : [])
            + now.files.faults + list.faults
    }

    /// Takes out the runs of targets that are not asked any more, or not as they were.
    mutating func takeSuperfluousRuns() -> [Run] {
        let wanted = Set(asked)
        let limitError = list.limitError
        let gone = runs.filter { !wanted.contains($0.key) || $0.value.limitError != limitError }
        for target in gone.keys { runs[target] = nil }
        return Array(gone.values)
    }

    /// The pool after a look at the files of targets. A disk that hangs leaves it as it is, but for the fault.
    func looked() async -> ScrapePool {
        guard !now.files.isEmpty else { return self }
        var pool = self
        let (job, before) = (job, now)
        do {
            pool.now = try await look.value(within: Self.patience, late: ScrapeFailure("late")) {
                var now = before
                now.files.refresh()
                if now.files.groups != before.files.groups {
                    now.list = job.targets(job.staticGroups + now.files.groups)
                }
                return now
            }
            pool.isLate = false
        } catch {
            pool.isLate = true
        }
        return pool
    }
}

/// Which targets of all jobs are asked: so many, in the order of the jobs and of their targets.
enum TargetShares {
    static func asked(_ lists: [[ScrapeTarget]], limit: Int = ScrapeLimits.targetsAtMost) -> [[ScrapeTarget]] {
        var left = limit
        return lists.map { targets in
            defer { left -= min(left, targets.count) }
            return Array(targets.prefix(left))
        }
    }
}

/// Faults that were told and still stand, so that each is told once.
struct ToldFaults: Sendable {
    /// Faults that are told one by one at most.
    static let limit = 1_000

    private var told: Set<String> = []

    /// Those of the faults of now that were not told yet.
    mutating func news(_ faults: [String]) -> [String] {
        var standing = told.intersection(faults)
        let news = faults.filter { standing.count < Self.limit && standing.insert($0).inserted }
        told = standing
        return news
    }
}
