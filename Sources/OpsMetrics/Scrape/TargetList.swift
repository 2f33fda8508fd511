/// What a job's groups come to.
public struct TargetList: Sendable {
    /// Dropped targets that are kept for a look.
    private static let droppedKept = 100

    /// Whom to ask.
    public private(set) var targets: [ScrapeTarget] = []
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
                    if seen.insert(target).inserted { targets.append(target) }
                case .dropped(let labels):
                    droppedCount += 1
                    if dropped.count < Self.droppedKept { dropped.append(labels) }
                case .faulty(let why):
                    if faults.count < Self.droppedKept { faults.append("\(job.name): \(address): \(why)") }
                }
            }
        }
        let limit = job.limits.targets
        if limit > 0, targets.count > limit {
            limitError = "target_limit exceeded (number of targets: \(targets.count), limit: \(limit))"
        }
    }
}

extension ScrapeJob {
    /// The targets of groups: labels added, relabelled, and each once.
    public func targets(_ groups: [TargetGroup]) -> TargetList { TargetList(self, groups) }
}
