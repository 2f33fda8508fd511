import Logging
import NIOPosix
import OpsCore
import OpsMetrics

/// One evaluation of a group: what is asked elsewhere, the rules themselves on a thread of their own, and what becomes of it.
extension RuleService {
    /// Rules take no thread from the server. They live as long as the process, for all servers in it.
    private static let threads = {
        let pool = NIOThreadPool(numberOfThreads: 2)
        pool.start()
        return pool
    }()
    /// A group has its interval for one evaluation, but no less and no more than this.
    private static let (leastTime, mostTime) = (Duration.seconds(30), Duration.seconds(60))

    /// Of that time it is kept for what is made of the answers.
    private static let reserve = Duration.seconds(5)

    func evaluate(_ index: Int) async {
        let (began, at) = (clock.monotonic, moment())
        let group = groups[index].group
        let deadline = ContinuousClock.now + min(max(group.interval, Self.leastTime), Self.mostTime)
        let origin = groups[index].origin
        let linked =
            origin == .budgets ? nil : link.map { LinkedQuestions($0, until: deadline, reserve: Self.reserve) }
        var plan = RulePlan(context: context)
        plan.deadline = deadline
        plan.sparesReserve = origin == .files
        plan.isCancelled = { [isEnding] in isEnding.value }
        if let linked {
            let texts = Dictionary(uniqueKeysWithValues: group.rules.map(\.text).enumerated().map { ($0, $1) })
            // Each rule is asked what it is worth at the time to which its answer is written.
            let past =
                group.queryOffset == .zero
                ? nil : WallTime(milliseconds: at).advanced(seconds: -(group.queryOffset / .seconds(1)))
            plan.given = await linked.values(of: texts, at: past)
            await backfill(index, linked, at: at)
            plan.query = { text, _ in try linked.samples(of: text) }
        }
        // What was asked while the server ends has failed for that alone.
        guard !isEnding.value else { return }
        let awaiting = linked == nil && origin != .budgets ? awaiting : ScrapeAwaiting(from: began)
        let (known, engine, asked) = (groups[index].state, engine, plan)
        let result = try? await Self.threads.runIfActive {
            var (state, plan) = (known, asked)
            plan.waiting = awaiting.waiting(group, engine.store, at: began)
            let evaluation = state.evaluate(group, engine: engine, at: at, plan: plan)
            return (state: state, evaluation: evaluation, waiting: plan.waiting)
        }
        guard let result else { return }
        groups[index].state = result.state
        groups[index].waitsFor = result.waiting.isEmpty ? nil : awaiting.open(at: began, offset: group.queryOffset)
        note(result.evaluation, of: index, began: began, at: at, waiting: result.waiting)
        groups[index].newest = await observations(of: index, linked, until: deadline, at: at)
        standing.with { $0.fails = hasFailure }
    }

    private func note(
        _ evaluation: RuleEvaluation, of index: Int, began: MonotonicTime, at milliseconds: Int64, waiting: Set<Int>
    ) {
        let figures = RuleGroupEvaluation(
            milliseconds: milliseconds, seconds: clock.monotonic.seconds(since: began),
            failures: Dictionary(
                evaluation.failures.map { ($0.index, SafeText.clean($0.message, limit: 400)) },
                uniquingKeysWith: { first, _ in first }), waiting: waiting)
        groups[index].evaluation = figures
        gauges.evaluated(
            groups[index].name, rules: groups[index].group.rules.count - waiting.count, figures,
            // Each alert has ALERTS and ALERTS_FOR_STATE.
            samples: evaluation.recorded.count + 2 * evaluation.alerts.count)
        for failure in evaluation.failures {
            logger.warning(
                "a rule failed", metadata: ["rule": "\(failure.rule)", "reason": "\(failure.message)"])
        }
    }

    /// What the alerts are told of a group.
    private func observations(
        of index: Int, _ linked: LinkedQuestions?, until deadline: ContinuousClock.Instant, at milliseconds: Int64
    ) async -> [AlertObservation] {
        let group = groups[index]
        let suppressing = await suppressing(group.state.alerts, linked, until: deadline, at: milliseconds)
        return group.group.rules.indices.flatMap { place in
            group.state.alerts(of: place).compactMap { alert in
                var observation = RuleObservation.make(
                    alert, expression: group.expressions[place], hasNamesake: group.namesakes.contains(alert.name))
                let condition = alert.annotations[RuleObservation.suppressedWhenAnnotation]
                if let condition, suppressing.contains(condition) {
                    observation?.suppressedBy = SafeText.clean(condition, limit: 300)
                }
                return observation
            }
        }
    }

    /// The conditions by which alerts are suppressed now, each asked once. One that cannot be evaluated suppresses nothing:
    /// an alarm too many is better than one too few.
    private func suppressing(
        _ alerts: [AlertInstance], _ linked: LinkedQuestions?, until deadline: ContinuousClock.Instant,
        at milliseconds: Int64
    ) async -> Set<String> {
        let texts = Set(alerts.compactMap { $0.annotations[RuleObservation.suppressedWhenAnnotation] })
        guard !texts.isEmpty else { return [] }
        let conditions = Dictionary(uniqueKeysWithValues: texts.map { ($0, $0) })
        let answers: [String: Result<QueryValue, any Error>]
        if let linked {
            answers = await linked.values(of: conditions, at: nil)
        } else {
            // Rules of this server's own are asked here, so what suppresses them is too.
            let engine = engine
            let found = try? await Self.threads.runIfActive {
                texts.reduce(into: [String: Result<QueryValue, any Error>]()) { answers, text in
                    answers[text] = Result {
                        let expression = try PromQL.parse(text)
                        return try engine.within(deadline, for: expression).instant(expression, at: milliseconds)
                    }
                }
            }
            answers = found ?? [:]
        }
        return texts.filter { text in
            do {
                return try answers[text]?.get().isTrue ?? false
            } catch {
                guard !isEnding.value else { return false }
                logger.warning(
                    "a rule's suppressed_when could not be evaluated",
                    metadata: ["expression": "\(SafeText.clean(text, limit: 200))", "reason": "\(error)"])
                return false
            }
        }
    }
}

extension QueryValue {
    /// Whether a condition holds: a vector with anything in it, or a number that is not 0.
    fileprivate var isTrue: Bool {
        switch self {
        case .vector(let samples): !samples.isEmpty
        case .scalar(let value): value.isFinite && value != 0
        case .matrix, .string: false
        }
    }
}
