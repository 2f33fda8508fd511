import Logging
import OpsCore
import OpsMetrics

/// What rules, the plant and the rest of the server tell the alerts.
extension AlertService {
    /// The first pause before something that could not be stored is tried again; it doubles up to ``longestPause``.
    static let shortestPause = Duration.milliseconds(500)
    static let longestPause = Duration.seconds(10)

    /// Something happened that belongs into the history of open incidents. Never waits.
    nonisolated func note(_ fact: OperationalFact) { inbox.add(fact) }

    /// A new evaluation of all rules; one that was not taken in yet is replaced. Never waits.
    nonisolated func offer(rules observations: [AlertObservation]) { inbox.add(observations) }

    /// A finding of the plant came or went. Never waits; kept until it is stored.
    nonisolated func offer(_ finding: ValveFinding, on valve: ValveStatus, holds: Bool) {
        inbox.add(FindingReport(finding: finding, valve: valve, holds: holds))
    }

    /// Takes in what is told, until cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                for await fact in self.inbox.facts { await self.persistently { try await self.record(fact) } }
            }
            group.addTask {
                for await evaluation in self.inbox.evaluations { await self.observe(rules: evaluation) }
            }
            group.addTask {
                for await _ in self.inbox.findingTicks { await self.storeFindings() }
            }
        }
        waking?.cancel()
    }

    /// One evaluation of all rules: every rule alert whose condition holds or is pending; those not named have cleared.
    /// What cannot be stored is decided again at the next evaluation, and so is all behind it: one time-out is enough.
    func observe(rules observations: [AlertObservation]) async {
        do {
            try await gate.enter()
        } catch {
            return
        }
        defer { gate.leave() }
        do {
            for observation in observations { try await take(observation) }
            try await clearUnnamed(Set(observations.map(\.alert.id)))
            guard !isSettled else { return }
            let now = clock.wall
            _ = try await commit(nil, note: nil) { $0.settle(at: now) }
            isSettled = true
        } catch {
            logger.error("alerts could not be stored", metadata: ["error": "\(error)"])
        }
    }

    /// One report of a finding.
    func observe(_ finding: ValveFinding, on valve: ValveStatus, holds: Bool) async throws {
        try await gate.enter()
        defer { gate.leave() }
        let id = Self.id(finding, valve.id)
        var labels = ["valve": valve.id]
        if let segment = valve.segment { labels["seg"] = segment }
        var alert =
            alerts[id]
            ?? AlertStatus(
                id: id, name: finding.rawValue, source: .plant, severity: finding.severity,
                state: .active, summary: finding.summary, labels: labels, since: clock.wall)
        if holds { alert.reading = finding.reading(of: valve) }
        let follows = ValveFinding.followsSensorFault.contains(finding)
        let isFaulty = alerts[Self.id(.sensorFault, valve.id)]?.holds ?? false
        try await take(
            AlertObservation(
                alert: alert, condition: holds ? .holds : .gone,
                suppressedBy: follows && isFaulty ? Self.sensorFaultReason : nil))
        if finding == .sensorFault { try await suppressFollowers(of: valve.id, isFaulty: holds) }
    }

    private static let sensorFaultReason = "SENSOR_FAULT holds: the position it is judged by cannot be trusted"

    private static func id(_ finding: ValveFinding, _ valve: String) -> String { "\(finding.rawValue)-\(valve)" }

    /// What is judged by the position means nothing while the position does not.
    private func suppressFollowers(of valve: String, isFaulty: Bool) async throws {
        for finding in ValveFinding.allCases where ValveFinding.followsSensorFault.contains(finding) {
            guard let alert = alerts[Self.id(finding, valve)] else { continue }
            try await suppress(alert, isFaulty ? Self.sensorFaultReason : nil)
        }
    }

    /// One fact into the history of the open incidents.
    func record(_ fact: OperationalFact) async throws {
        try await gate.enter()
        defer { gate.leave() }
        _ = try await commit(nil, note: nil) { $0.apply(fact: fact) }
    }

    private func storeFindings() async {
        while !Task.isCancelled, let report = inbox.findings.value.first {
            await persistently { try await self.observe(report.finding, on: report.valve, holds: report.holds) }
            if Task.isCancelled { return }
            inbox.findings.with { $0.drop(report) }
        }
    }

    /// Tries until it succeeds or the task is cancelled.
    private func persistently(_ body: @Sendable () async throws -> Void) async {
        var pause = Self.shortestPause
        while !Task.isCancelled {
            do {
                return try await body()
            } catch {
                logger.error("an alert or a fact could not be stored", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, Self.longestPause)
        }
    }

    private func clearUnnamed(_ named: Set<String>) async throws {
        // A condition that was pending and went away was never an alert: it is forgotten.
        for (id, life) in lives where alerts[id] == nil && !life.holds && !named.contains(id) { lives[id] = nil }
        // After a start the series are empty, and that nothing holds is not known until the rules have seen enough.
        unconfirmed.subtract(named)
        if clock.monotonic >= knowsFrom { unconfirmed = [] }
        for (id, alert) in alerts where alert.isOfRule && !named.contains(id) && !unconfirmed.contains(id) {
            try await apply(.conditionFalse, to: alert, note: nil)
            if let alert = alerts[id] { try await suppress(alert, nil) }
        }
    }

    /// `note`: the audit row of whoever told it; written where that changed anything.
    func take(_ observation: AlertObservation, note: AuditNote? = nil) async throws {
        let alert = observation.alert
        guard lives[alert.id] != nil || observation.condition == .gone || hasRoom(for: alert) else { return }
        let event: AlertEvent =
            switch observation.condition {
            case .pending: .conditionPending
            case .holds: .conditionTrue
            case .gone: .conditionFalse
            }
        // First, so that what the design puts aside is never announced for a moment.
        if observation.condition != .gone { try await suppress(alert, observation.suppressedBy) }
        if try await apply(event, to: alert, note: note) == nil { await refresh(alert, event) }
        if observation.condition == .gone, let alert = alerts[alert.id] {
            try await suppress(alert, observation.suppressedBy)
        }
    }

    /// What finds no place is counted and logged, and decided again when it is told again.
    private func hasRoom(for alert: AlertStatus) -> Bool {
        let isFinding = alert.source == .plant && alert.expression == nil
        guard lives.count >= (isFinding ? Self.limit : Self.limit - Self.reserve) else { return true }
        registry?.increment("alerts_dropped_total", [("source", alert.source.rawValue)])
        if droppedLog.admit("dropped", at: clock.monotonic) != nil {
            logger.error(
                "an alert was dropped: there are too many",
                metadata: ["alert": "\(SafeText.clean(alert.id, limit: 120))", "held": "\(lives.count)"])
        }
        return false
    }

    private func suppress(_ alert: AlertStatus, _ reason: String?) async throws {
        if let reason {
            try await apply(.suppress(reason), to: alert, note: nil)
            return
        }
        guard lives[alert.id]?.masks.contains(where: { $0.kind == .suppressed }) ?? false else { return }
        try await apply(.unsuppress, to: alert, note: nil)
    }

    /// Shows a newer value of an alert whose state is as before.
    private func refresh(_ alert: AlertStatus, _ event: AlertEvent) async {
        guard event == .conditionTrue, var known = alerts[alert.id] else { return }
        guard known.reading != alert.reading || known.summary != alert.summary else { return }
        (known.reading, known.value, known.summary) = (alert.reading, alert.value, alert.summary)
        alerts[alert.id] = known
        await bus.publish(.alert(known))
    }
}

extension AlertStatus {
    /// True for one that a rule makes: where no evaluation names it any more, its condition has gone.
    var isOfRule: Bool { source == .rule || source == .plant && expression != nil }
}
