import OpsCore

extension StatusReport {
    /// The report of a snapshot, with ages at the snapshot's own time. Resolved incidents and alerts are left out.
    public init(_ snapshot: OpsSnapshot) {
        let now = snapshot.at
        schema = Self.schema
        at = now
        server = Server(
            version: snapshot.server.version, embedded: snapshot.server.embedded,
            uptimeSec: max(0, now.seconds(since: snapshot.server.startedAt)))
        links = Self.links(snapshot)
        requestRatePerSecond = OrNull(snapshot.metrics.current.requestRatePerSecond?.ifFinite)
        errorRatio = OrNull(snapshot.metrics.current.errorRatio?.ifFinite)
        p95Ms = OrNull(snapshot.metrics.current.p95Ms?.ifFinite)
        tenants = snapshot.tenants.map(Tenant.init)
        breakers = snapshot.breakers.map { Breaker(name: $0.name, state: $0.state) }
        queue = Queue(snapshot.queue, at: now)
        incidents = snapshot.incidents.filter { $0.status != .resolved }.map {
            Incident(id: $0.id, severity: $0.severity, status: $0.status, title: $0.title, since: $0.openedAt)
        }
        alerts = snapshot.alerts.filter { $0.state != .resolved }.map {
            Alert(id: $0.id, name: $0.name, state: $0.state, source: $0.source, since: $0.since)
        }
        valves = snapshot.valves.map { Valve($0, at: now) }
        slo = snapshot.slo.map(SLO.init)
    }

    /// True where nothing is wrong: what decides between the exit codes 0 and 1 of `opstui status`.
    public static func isAllWell(_ snapshot: OpsSnapshot) -> Bool {
        Assessment(of: snapshot, at: snapshot.at).findings.isEmpty
    }

    private static func links(_ snapshot: OpsSnapshot) -> [String: Link] {
        var links: [String: Link] = [:]
        for name in LinkName.allCases {
            let known = snapshot.links.first { $0.name == name }
            // Told only by servers that have one: most have none.
            if name == .prometheus, known == nil { continue }
            // A server that lists no stream still just answered.
            let state = known?.state ?? (name == .stream ? .ok : .off)
            let age = known?.lastSeenAt.map { max(0, snapshot.at.milliseconds - $0.milliseconds) }
            links[name.rawValue] = Link(state: state, ageMs: OrNull(age))
        }
        return links
    }
}

extension StatusReport.Tenant {
    init(_ tenant: TenantStatus) {
        self.init(
            name: tenant.name, state: tenant.state,
            requestRatePerSecond: OrNull(tenant.requestRatePerSecond?.ifFinite),
            errorRatio: OrNull(tenant.errorRatio?.ifFinite))
    }
}

extension StatusReport.Queue {
    init(_ queue: QueueStatus, at now: WallTime) {
        self.init(
            depth: queue.depth, limit: queue.limit, running: queue.running,
            oldestAgeSec: OrNull(queue.oldestEnqueuedAt.map { max(0, now.seconds(since: $0)) }))
    }
}

extension StatusReport.Valve {
    init(_ valve: ValveStatus, at now: WallTime) {
        self.init(
            id: valve.id, state: valve.state, positionPercent: OrNull(valve.positionPercent?.ifFinite),
            quality: valve.quality, ageMs: OrNull(valve.ageMilliseconds(at: now)), stale: valve.isStale(at: now))
    }
}

extension StatusReport.SLO {
    init(_ slo: SLOStatus) {
        self.init(
            name: slo.name, budgetLeftRatio: OrNull(slo.budgetLeftRatio?.ifFinite),
            burnRate: OrNull(slo.burnRate?.ifFinite), exhaustedInSec: OrNull(slo.exhaustedInSec?.ifFinite),
            burning: OrNull(slo.burning), windowSec: OrNull(slo.windowSec?.ifFinite),
            windowKnownSec: OrNull(slo.windowKnownSec?.ifFinite))
    }
}

extension Double {
    /// The value, or nil where it is no number that JSON or a person could read.
    var ifFinite: Double? { isFinite ? self : nil }
}
