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
        /// Whether it reads only what this server recorded: it is never asked elsewhere.
        let isOwn: Bool
        /// The text of each rule's expression, by name.
        var expressions: [String: String]
        /// The last evaluation; nil where there was none yet.
        var evaluation: RuleGroupEvaluation?
        /// Names that several rules of the group give to their alerts, mostly for several severities.
        let namesakes: Set<String>
        /// What the last evaluation told the alerts.
        var newest: [AlertObservation] = []

        init(
            file: String, group: RuleGroup, isOwn: Bool, state: RuleGroupState = RuleGroupState(),
            dueAt: MonotonicTime
        ) {
            self.file = file
            self.isOwn = isOwn
            self.group = group
            self.dueAt = dueAt
            self.state = state
            let texts = group.rules.map { ($0.name, SafeText.clean($0.text, limit: 500)) }
            expressions = Dictionary(texts, uniquingKeysWith: { first, _ in first })
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
    /// How the rules are, for whoever must not wait for an evaluation.
    nonisolated let standing = Guarded(RuleStanding())

    init(
        files: RuleFiles, loaded: RuleFiles.Loaded, engine: QueryEngine, link: PrometheusLink? = nil,
        alerts: AlertService, registry: MetricRegistry, restoration: RuleRestoration = RuleRestoration(),
        clock: any OpsClock, logger: Logger
    ) {
        self.files = files
        self.engine = engine
        self.link = link
        self.alerts = alerts
        self.clock = clock
        self.logger = logger
        gauges = RuleGroupGauges(registry: registry)
        digest = loaded.digest
        objectives = loaded.objectives
        let now = clock.monotonic
        groups = loaded.groups.map { file, group, isOwn in
            Group(
                file: file, group: group, isOwn: isOwn, state: RuleGroupState(restoring: restoration), dueAt: now)
        }
        for group in groups { gauges.begin(group.name, group.group) }
        gauges.loaded(at: clock.wall)
    }

    private var hasFailure: Bool { groups.contains { $0.evaluation?.failures.isEmpty == false } }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.evaluateDue()
                do { try await Task.sleep(for: await self.untilNext) } catch { return }
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
        for index in groups.indices where groups[index].dueAt <= now {
            let (next, missed) = Self.next(after: groups[index].dueAt, now, every: groups[index].group.interval)
            groups[index].dueAt = next
            if missed > 0 { gauges.missed(groups[index].name, missed) }
            await evaluate(index)
            evaluated = true
        }
        if evaluated { alerts.offer(rules: groups.flatMap(\.newest)) }
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

    private func evaluate(_ index: Int) async {
        let began = clock.monotonic
        let given = groups[index].isOwn ? [:] : await answers(to: groups[index].group)
        let at = clock.wall.milliseconds
        let evaluation = groups[index].state.evaluate(groups[index].group, engine: engine, at: at, given: given)
        note(evaluation, of: index, began: began, at: at)
        var observations: [AlertObservation] = []
        for alert in groups[index].state.alerts {
            let expression = groups[index].expressions[alert.name]
            let hasNamesake = groups[index].namesakes.contains(alert.name)
            guard
                var observation = RuleObservation.make(alert, expression: expression, hasNamesake: hasNamesake)
            else { continue }
            observation.suppressedBy = await suppression(of: alert, isOwn: groups[index].isOwn, at: at)
            observations.append(observation)
        }
        groups[index].newest = observations
        standing.with { $0.fails = hasFailure }
    }

    private func note(_ evaluation: RuleEvaluation, of index: Int, began: MonotonicTime, at milliseconds: Int64) {
        let figures = RuleGroupEvaluation(
            milliseconds: milliseconds, seconds: clock.monotonic.seconds(since: began),
            failures: Dictionary(
                evaluation.failures.map { ($0.rule, SafeText.clean($0.message, limit: 400)) },
                uniquingKeysWith: { first, _ in first }))
        groups[index].evaluation = figures
        gauges.evaluated(
            groups[index].name, groups[index].group, figures, failures: evaluation.failures.count,
            // Each alert has ALERTS and ALERTS_FOR_STATE.
            samples: evaluation.recorded.count + 2 * evaluation.alerts.count)
        for failure in evaluation.failures {
            logger.warning(
                "a rule could not be evaluated", metadata: ["rule": "\(failure.rule)", "reason": "\(failure.message)"])
        }
    }

    /// What the rules' expressions are worth elsewhere, one after the other; empty where the embedded series are asked.
    private func answers(to group: RuleGroup) async -> [Int: Result<QueryValue, any Error>] {
        guard let link else { return [:] }
        var answers: [Int: Result<QueryValue, any Error>] = [:]
        for (index, rule) in group.rules.enumerated() {
            do {
                answers[index] = .success(try await link.value(of: rule.text))
            } catch {
                answers[index] = .failure(error)
            }
        }
        return answers
    }

    /// The expression that suppresses the alert now; nil where none does. One that cannot be evaluated suppresses
    /// nothing: an alarm too many is better than one too few.
    private func suppression(of alert: AlertInstance, isOwn: Bool, at milliseconds: Int64) async -> String? {
        guard let text = alert.annotations[RuleObservation.suppressedWhenAnnotation] else { return nil }
        do {
            // Rules of this server's own are asked here, so what suppresses them is too.
            let value =
                if let link, !isOwn { try await link.value(of: text) } else {
                    try engine.instant(PromQL.parse(text), at: milliseconds)
                }
            switch value {
            case .vector(let samples) where !samples.isEmpty: return SafeText.clean(text, limit: 300)
            case .scalar(let value) where value.isFinite && value != 0: return SafeText.clean(text, limit: 300)
            default: return nil
            }
        } catch {
            logger.warning(
                "a rule's suppressed_when could not be evaluated",
                metadata: ["rule": "\(alert.name)", "reason": "\(error)"])
            return nil
        }
    }
}
