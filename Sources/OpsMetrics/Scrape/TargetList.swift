/// What a job's groups come to.
public struct TargetList: Sendable {
    /// Dropped targets that are kept for a look.
    private static let droppedKept = 100

    /// Whom to ask, ``ScrapeLimits/targetsAtMost`` at most, in the order of the groups.
    public private(set) var targets: [ScrapeTarget] = []
    /// Targets beyond those; one that is named several times may count several times.
    public private(set) var beyond = 0
    /// What relabelling dropped, before it did so; the first hundred.
    public private(set) var dropped: [Labels] = []
    public private(set) var droppedCount = 0
    /// Targets that make no sense, and why.
    public private(set) var faults: [String] = []
    /// Set where there are more targets than the job may have: then every scrape of them fails with this.
    public private(set) var limitError: String?

    init(_ job: ScrapeJob, _ groups: [TargetGroup]) {
        var seen: Set<ScrapeTarget> = []
        for group in groups {
            for address in group.targets {
                switch TargetMaking.target(job, address, group.labels) {
                case .made(let target):
                    take(target, &seen)
                case .dropped(let labels):
                    droppedCount += 1
                    if dropped.count < Self.droppedKept { dropped.append(labels) }
                case .faulty(let why):
                    if faults.count < Self.droppedKept { faults.append("\(job.name): \(address): \(why)") }
                }
            }
        }
        let limit = job.limits.targets
        let count = targets.count + beyond
        if limit > 0, count > limit {
            limitError = "target_limit exceeded (number of targets: \(count), limit: \(limit))"
        }
    }

    private mutating func take(_ target: ScrapeTarget, _ seen: inout Set<ScrapeTarget>) {
        guard !seen.contains(target) else { return }
        guard targets.count < ScrapeLimits.targetsAtMost else {
            beyond += 1
            return
        }
        seen.insert(target)
        targets.append(target)
    }
}

extension ScrapeJob {
    /// The targets of groups: labels added, relabelled, and each once.
    public func targets(_ groups: [TargetGroup]) -> TargetList { TargetList(self, groups) }
}
