import Logging
import OpsCore
import OpsMetrics

/// One job at work: its targets as they are now, each with its loop.
struct ScrapePool: Sendable {
    /// A target that is being asked.
    struct Run: Sendable {
        var standing: Guarded<TargetStanding>
        var task: Task<TargetScraper, Never>
        /// What it was started with: other words mean another loop.
        var limitError: String?
    }

    let job: ScrapeJob
    let client: ScrapeClient
    private(set) var files: TargetFiles
    private(set) var list: TargetList
    var runs: [ScrapeTarget: Run] = [:]

    init(_ job: ScrapeJob, directory: String) {
        self.job = job
        client = ScrapeClient(job, directory: directory)
        files = TargetFiles(job, directory: directory)
        list = job.targets(job.staticGroups)
    }

    /// Reads the files of targets anew; what is wrong with them.
    mutating func refresh() -> [String] {
        let before = files.groups
        let faults = files.refresh()
        if files.groups == before { return faults }
        list = job.targets(job.staticGroups + files.groups)
        return faults
    }
}
