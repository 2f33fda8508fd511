import OpsCore

/// What is wrong, worst first: one reading of a snapshot for the first line, the plain text and the exit code.
struct Assessment: Equatable, Sendable {
    enum Weight: Int, Comparable, Sendable {
        /// Look at it.
        case attention
        /// Act on it.
        case alarm

        static func < (a: Weight, b: Weight) -> Bool { a.rawValue < b.rawValue }
    }

    struct Finding: Equatable, Sendable {
        var weight: Weight
        var text: String
    }

    var findings: [Finding]

    /// The worst of it; nil where all is well.
    var weight: Weight? { findings.map(\.weight).max() }

    /// A few words: `2 alerts, redis down`, or `all well`.
    var summary: String {
        findings.isEmpty ? "all well" : findings.map(\.text).joined(separator: ", ")
    }

    /// - Parameter staleValves: how many configured valves are stale, where the caller knows better than the snapshot.
    init(of snapshot: OpsSnapshot, at now: WallTime, staleValves: Int? = nil) {
        let stale = staleValves ?? snapshot.valves.count { $0.configured && $0.isStale(at: now) }
        let all =
            Self.alerts(snapshot) + Self.links(snapshot) + Self.services(snapshot)
            + Self.valves(snapshot, now, stale: stale)
        findings = all.enumerated().sorted {
            $0.element.weight == $1.element.weight
                ? $0.offset < $1.offset : $0.element.weight > $1.element.weight
        }.map(\.element)
    }

    private static func alerts(_ snapshot: OpsSnapshot) -> [Finding] {
        var found: [Finding] = []
        let active = snapshot.alerts.filter { $0.state.isActive && $0.severity != .info }
        if let flood = snapshot.alarms.flood {
            found.append(Finding(weight: .alarm, text: "alarm flood of \(flood.count)"))
        }
        if !active.isEmpty {
            let critical = active.contains { $0.severity == .critical }
            found.append(
                Finding(weight: critical ? .alarm : .attention, text: Quantity.count(active.count, "alert")))
        }
        let open = snapshot.incidents.filter { $0.status != .resolved }
        guard active.isEmpty else { return found }
        if !open.isEmpty {
            found.append(Finding(weight: .attention, text: Quantity.count(open.count, "incident") + " open"))
        }
        return found + signals(snapshot.metrics)
    }

    /// What is over its limit, though no alert has waited long enough to fire.
    private static func signals(_ metrics: MetricsStatus) -> [Finding] {
        let current = metrics.current
        return [
            ("5xx", current.errorRatio, metrics.errorRatioLimit), ("p95", current.p95Ms, metrics.p95LimitMs),
        ].compactMap { name, value, limit in
            guard let value, let limit, value > limit else { return nil }
            return Finding(weight: .attention, text: "\(name) over limit")
        }
    }

    private static func links(_ snapshot: OpsSnapshot) -> [Finding] {
        snapshot.links.compactMap { link in
            switch link.state {
            case .ok, .off: nil
            case .degraded: Finding(weight: .attention, text: "\(link.name.rawValue) degraded")
            case .down: Finding(weight: .alarm, text: "\(link.name.rawValue) down")
            }
        }
    }

    private static func services(_ snapshot: OpsSnapshot) -> [Finding] {
        var found = snapshot.breakers.filter { $0.state != .closed }.map { breaker in
            Finding(
                weight: breaker.state == .open ? .alarm : .attention,
                text: "breaker \(breaker.name) \(Words.breaker(breaker.state))")
        }
        if snapshot.server.rulesFault != nil {
            found.append(Finding(weight: .attention, text: "rules not reloaded"))
        }
        if snapshot.queue.limit > 0, snapshot.queue.depth >= snapshot.queue.limit {
            found.append(Finding(weight: .alarm, text: "queue full"))
        }
        // Where the alert on it was put aside, it burns all the same.
        for slo in snapshot.slo {
            guard let burning = slo.burning else { continue }
            let weight: Weight = burning == .page ? .alarm : .attention
            found.append(Finding(weight: weight, text: "\(slo.name) budget burns"))
        }
        return found
    }

    private static func valves(_ snapshot: OpsSnapshot, _ now: WallTime, stale: Int) -> [Finding] {
        let bad = snapshot.valves.count { !$0.isStale(at: now) && ($0.quality == .bad || !$0.findings.isEmpty) }
        var found: [Finding] = []
        if stale > 0 { found.append(Finding(weight: .attention, text: Quantity.count(stale, "valve") + " stale")) }
        if bad > 0 { found.append(Finding(weight: .attention, text: Quantity.count(bad, "valve") + " bad")) }
        return found
    }
}
