import Crypto
import Foundation
import Logging
import OpsCore
import OpsMetrics
import ServiceLifecycle

/// Evaluates the site's Prometheus rule files over the embedded series and hands what holds to the alerts.
actor RuleService: Service {
    /// The annotation that says a value against its limit in few words, for the screen.
    static let readingAnnotation = "reading"
    /// The annotation with a PromQL expression during whose having a value the alert is suppressed by design.
    static let suppressedWhenAnnotation = "suppressed_when"
    /// The labels that say how an alert lives: `latch: "true"`, and `source: plant` for what belongs to the pipeline.
    static let latchLabel = "latch"
    static let sourceLabel = "source"

    struct Group {
        var file: String
        var group: RuleGroup
        var state: RuleGroupState
        var dueAt: MonotonicTime
        /// The text of each rule's expression, by name.
        var expressions: [String: String]
        /// The last evaluation; nil where there was none yet.
        var evaluation: RuleGroupEvaluation?
    }

    private let engine: QueryEngine
    /// Where expressions are asked in place of the engine; nil: nowhere.
    private let link: PrometheusLink?
    private let alerts: AlertService
    private let clock: any OpsClock
    private let logger: Logger
    private(set) var groups: [Group]
    /// The newest alerts of each group, by its place.
    private var newest: [[AlertObservation]]

    init(
        files: [RuleFile], engine: QueryEngine, link: PrometheusLink? = nil, alerts: AlertService,
        clock: any OpsClock, logger: Logger
    ) {
        self.engine = engine
        self.link = link
        self.alerts = alerts
        self.clock = clock
        self.logger = logger
        let now = clock.monotonic
        groups = files.flatMap { file in file.groups.map { (file.name, $0) } }.map { file, group in
            let texts = group.rules.map { ($0.name, SafeText.clean($0.text, limit: 500)) }
            return Group(
                file: file, group: group, state: RuleGroupState(), dueAt: now,
                expressions: Dictionary(texts, uniquingKeysWith: { first, _ in first }))
        }
        newest = groups.map { _ in [] }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.evaluateDue()
                do { try await Task.sleep(for: await self.untilNext) } catch { return }
            }
        }
    }

    private var untilNext: Duration {
        guard let next = groups.map(\.dueAt).min() else { return .seconds(3600) }
        return max(next.duration(since: clock.monotonic), .milliseconds(100))
    }

    private func evaluateDue() async {
        let now = clock.monotonic
        var evaluated = false
        for index in groups.indices where groups[index].dueAt <= now {
            let interval = groups[index].group.interval
            // From the time it was due, so that evaluations keep their pace; but never several for a time that is gone.
            let next = groups[index].dueAt.advanced(by: interval)
            groups[index].dueAt = next > now ? next : now.advanced(by: interval)
            await evaluate(index)
            evaluated = true
        }
        if evaluated { alerts.offer(rules: newest.flatMap { $0 }) }
    }

    private func evaluate(_ index: Int) async {
        let began = clock.monotonic
        let given = await answers(to: groups[index].group)
        let at = clock.wall.milliseconds
        let evaluation = groups[index].state.evaluate(groups[index].group, engine: engine, at: at, given: given)
        groups[index].evaluation = RuleGroupEvaluation(
            milliseconds: at, seconds: clock.monotonic.seconds(since: began),
            failures: Dictionary(
                evaluation.failures.map { ($0.rule, SafeText.clean($0.message, limit: 400)) },
                uniquingKeysWith: { first, _ in first }))
        for failure in evaluation.failures {
            logger.warning(
                "a rule could not be evaluated", metadata: ["rule": "\(failure.rule)", "reason": "\(failure.message)"])
        }
        var observations: [AlertObservation] = []
        for alert in evaluation.alerts {
            guard var observation = Self.observation(alert, expression: groups[index].expressions[alert.name]) else {
                continue
            }
            observation.suppressedBy = await suppression(of: alert, at: at)
            observations.append(observation)
        }
        newest[index] = observations
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
    private func suppression(of alert: AlertInstance, at milliseconds: Int64) async -> String? {
        guard let text = alert.annotations[Self.suppressedWhenAnnotation] else { return nil }
        do {
            let value =
                try await link?.value(of: text) ?? engine.instant(try PromQL.parse(text), at: milliseconds)
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

    private static func observation(_ alert: AlertInstance, expression: String?) -> AlertObservation? {
        guard alert.state != .inactive else { return nil }
        var labels: [String: String] = [:]
        for label in alert.labels.pairs where label.name != "alertname" && label.name != "__name__" {
            labels[label.name] = SafeText.clean(label.value, limit: 200)
        }
        let severity = labels["severity"].flatMap(AlertSeverity.init(rawValue:)) ?? .warning
        labels["severity"] = nil
        let latches = labels.removeValue(forKey: latchLabel) == "true"
        let isOfPlant = labels[sourceLabel] == AlertSource.plant.rawValue
        if isOfPlant { labels[sourceLabel] = nil }
        let summary = alert.annotations["summary"] ?? alert.name
        var status = AlertStatus(
            id: id(alert.name, labels), name: SafeText.clean(alert.name, limit: 120),
            source: isOfPlant ? .plant : .rule,
            severity: severity, state: .pending, summary: SafeText.clean(summary, limit: 300), labels: labels,
            since: WallTime(milliseconds: alert.activeAtMilliseconds))
        status.latch = latches ? true : nil
        status.expression = expression
        status.value = alert.value.isFinite ? alert.value : nil
        status.reading = alert.annotations[readingAnnotation].map { SafeText.clean($0, limit: 60) }
        if let runbook = alert.annotations["runbook_url"] ?? alert.annotations["runbook"] {
            status.labels["runbook_url"] = SafeText.clean(runbook, limit: 300)
        }
        return AlertObservation(alert: status, condition: alert.state == .firing ? .holds : .pending)
    }

    /// The name, and for one with labels a short digest of them: the same alert has the same id after a restart.
    private static func id(_ name: String, _ labels: [String: String]) -> String {
        guard !labels.isEmpty else { return name }
        let text = labels.sorted { $0.key < $1.key }.map { "\($0.key)\u{0}\($0.value)\u{0}" }.joined()
        let digest = SHA256.hash(data: Data(text.utf8)).prefix(4)
        return name + "-" + digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
