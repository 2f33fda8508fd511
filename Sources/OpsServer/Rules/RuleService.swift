import Logging
import OpsCore
import OpsMetrics
import ServiceLifecycle

/// Evaluates the site's Prometheus rule files over the embedded series and hands what holds to the alerts.
actor RuleService: Service {
    /// The longest sleep, so that rules that were read anew are evaluated soon.
    private static let longestSleep = Duration.seconds(1)

    struct Group {
        var file: String
        var group: RuleGroup
        var state: RuleGroupState
        var dueAt: MonotonicTime
        let origin: RuleOrigin
        /// The text of each rule's expression, on one line.
        let expressions: [String]
        /// The last evaluation; nil where there was none yet.
        var evaluation: RuleGroupEvaluation?
        /// Names that several rules of the group give to their alerts, mostly for several severities.
        let namesakes: Set<String>
        /// The jobs for which rules of it waited at the last evaluation; nil where none waited.
        var waitsFor: Set<String>?
        /// What the last evaluation told the alerts.
        var newest: [AlertObservation] = []

        init(
            file: String, group: RuleGroup, origin: RuleOrigin, state: RuleGroupState = RuleGroupState(),
            dueAt: MonotonicTime
        ) {
            self.file = file
            self.origin = origin
            self.group = group
            self.dueAt = dueAt
            self.state = state
            expressions = group.rules.map { rule in
                SafeText.clean(rule.text.split(whereSeparator: \.isWhitespace).joined(separator: " "), limit: 500)
            }
            let names = group.rules.filter { $0.kind == .alert }.map(\.name)
            namesakes = Set(Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.keys)
        }

        /// Tells the groups of all files apart, as Prometheus names them.
        var name: String { "\(file);\(group.name)" }
    }

    let files: RuleFiles
    let engine: QueryEngine
    /// Where expressions are asked in place of the engine; nil: nowhere.
    let link: PrometheusLink?
    let alerts: AlertService
    let clock: any OpsClock
    let logger: Logger
    let gauges: RuleGroupGauges
    /// Evaluations wait for one another's questions, and no group may change meanwhile.
    let gate = SerialGate()
    var groups: [Group]
    /// What is in force.
    var digest: String
    /// The objectives whose rules are in force.
    var objectives: ObjectiveFile
    /// Why the files cannot be used as they are now; nil where they are in force.
    var loadFault: String? {
        didSet { standing.with { [loadFault] in $0.loadFault = loadFault } }
    }
    /// What templates know of the server.
    let context: RuleContext
    /// Who asks targets; nil: nobody.
    let scrapes: ScrapeService?
    /// What has not been asked since the start.
    var awaiting: ScrapeAwaiting
    /// How long after a start what rules look at may take to be there, beside their `for`.
    let settling: Duration
    /// How often the linked server was asked of the time before, for each series of an objective.
    var backfills: [Labels: Int] = [:]
    let reading = SharedRead<RuleFiles.Loaded>()
    /// Whether what an earlier run left of its alerts is still to be ended.
    var hasLeftovers = true
    /// When they are ended though a rule fails all the time, so that its own cannot be taken up.
    private var leftoversEnd = MonotonicTime(nanoseconds: .max)
    private let gracePeriod: Duration
    private var lastMoment = Int64.min
    /// True once the service is to end.
    nonisolated let isEnding = Guarded(false)
    /// How the rules are, for whoever must not wait for an evaluation.
    nonisolated let standing = Guarded(RuleStanding())

    init(
        files: RuleFiles, loaded: RuleFiles.Loaded, engine: QueryEngine, link: PrometheusLink? = nil,
        alerts: AlertService, registry: MetricRegistry, restoration: RuleRestoration = RuleRestoration(),
        context: RuleContext = RuleContext(), scrapes: (service: ScrapeService, jobs: [ScrapeJob])? = nil,
        window: Duration = .zero, clock: any OpsClock, logger: Logger
    ) {
        self.files = files
        self.engine = engine
        self.link = link
        self.alerts = alerts
        self.context = context
        self.scrapes = scrapes?.service
        self.clock = clock
        self.logger = logger
        gauges = RuleGroupGauges(registry: registry)
        digest = loaded.digest
        objectives = loaded.objectives
        let now = clock.monotonic
        let jobs = scrapes?.jobs ?? []
        settling = window + ScrapeAwaiting.time(of: jobs)
        awaiting = ScrapeAwaiting(jobs, from: now)
        awaiting.learn(loaded.groups.map(\.group))
        var restoration = restoration
        restoration.warmUp = max(restoration.warmUp, ScrapeAwaiting.interval(of: jobs))
        let state = RuleGroupState(restoring: restoration)
        groups = loaded.groups.map { file, group, origin in
            Group(file: file, group: group, origin: origin, state: state, dueAt: now)
        }
        gracePeriod = restoration.gracePeriod
        for group in groups { gauges.begin(group.name, group.group) }
        gauges.loaded(at: clock.wall)
        standing.with { $0.load(loaded.files, at: clock.wall) }
    }

    /// How long after a start the rules need to know that nothing holds.
    var warmUp: Duration {
        let needs = groups.map(\.group).map { group in
            (group.rules.map(\.hold).max() ?? .zero) + group.interval + max(group.queryOffset, .zero)
        }
        return settling + (needs.max() ?? .zero)
    }

    var hasFailure: Bool { groups.contains { $0.evaluation?.failures.isEmpty == false } }

    func run() async throws {
        await alerts.know(after: warmUp)
        leftoversEnd = clock.monotonic.advanced(by: warmUp + gracePeriod)
        let isEnding = isEnding
        await cancelWhenGracefulShutdown {
            await withTaskCancellationHandler {
                while !Task.isCancelled {
                    await self.evaluateDue()
                    do { try await Task.sleep(for: await self.untilNext) } catch { return }
                }
            } onCancel: {
                isEnding.with { $0 = true }
            }
        }
    }

    private var untilNext: Duration {
        guard let next = groups.map(\.dueAt).min() else { return Self.longestSleep }
        return min(max(next.duration(since: clock.monotonic), .milliseconds(100)), Self.longestSleep)
    }

    private func evaluateDue() async {
        guard (try? await gate.enter()) != nil else { return }
        defer { gate.leave() }
        await pass()
    }

    /// Evaluates what is due and tells the alerts; inside the gate. `always`: tells them also where nothing was due.
    func pass(always: Bool = false) async {
        let now = clock.monotonic
        var evaluated = always
        await lookAtScrapes(now)
        for index in groups.indices where hasWaitedEnough(index, now) {
            groups[index].dueAt = min(groups[index].dueAt, now)
        }
        for index in order where groups[index].dueAt <= now && !isEnding.value {
            let (next, missed) = Self.next(after: groups[index].dueAt, now, every: groups[index].group.interval)
            groups[index].dueAt = next
            if missed > 0 { gauges.missed(groups[index].name, missed) }
            await evaluate(index)
            evaluated = true
        }
        if evaluated, !isEnding.value { alerts.offer(rules: groups.flatMap(\.newest)) }
        guard hasLeftovers, now >= leftoversEnd || groups.allSatisfy({ !$0.state.isRestoring }) else { return }
        hasLeftovers = false
        RuleRestoration.endUnclaimed(by: groups.flatMap(\.state.alerts), in: engine.store)
    }

    /// The time of an evaluation in milliseconds since 1970. No two groups get the same, though one ends before the next
    /// millisecond: what two of them write is two samples then.
    func moment() -> Int64 {
        let now = clock.wall.milliseconds
        let isNear = now <= lastMoment && now > lastMoment - 1_000
        lastMoment = isNear ? lastMoment + 1 : now
        return lastMoment
    }

    /// Whether a job for which rules of a group waited has been asked since.
    private func hasWaitedEnough(_ index: Int, _ now: MonotonicTime) -> Bool {
        guard let jobs = groups[index].waitsFor else { return false }
        return jobs != awaiting.open(at: now, offset: groups[index].group.queryOffset)
    }

    /// After a wait, groups whose recorded series others read come first.
    private var order: [Int] {
        let first = groups.indices.filter { index in
            groups[index].waitsFor != nil && groups[index].group.rules.contains { $0.kind == .record }
        }
        return first + groups.indices.filter { !first.contains($0) }
    }

    /// Which jobs are still to be asked for the first time. A service of scrapes that hangs holds up no rule.
    private func lookAtScrapes(_ now: MonotonicTime) async {
        guard let scrapes, !awaiting.jobs.isEmpty else { return }
        let late = CancellationError()
        let pools = try? await TimeLimit.answer(within: .milliseconds(500), late: late, cancelling: false) {
            await scrapes.readings
        }
        awaiting.look(at: pools ?? [], now)
    }

    /// When a group is due again, from the time it was due, so that evaluations keep their pace; but never several for a
    /// time that is gone: those are missed.
    static func next(
        after due: MonotonicTime, _ now: MonotonicTime, every interval: Duration
    ) -> (due: MonotonicTime, missed: Int) {
        let late = now.seconds(since: due) / max(interval / .seconds(1), 0.001)
        let missed = Int(min(max(late, 0), 1_000_000))
        let next = due.advanced(by: interval)
        return (next > now ? next : now.advanced(by: interval), missed)
    }
}
