import OpsClient
import OpsCore
import OpsTerminal

@testable import OpsTUI

/// A site as the tests see it: fixed names, fixed times, one calm picture and one busy one.
enum Fixture {
    /// 2026-03-01T14:02:31Z.
    static let now = WallTime(milliseconds: 1_772_373_751_000)
    static let commandID = "00000000-0000-4000-8000-000000000001"

    static func moment(_ seconds: Double = 0) -> Moment {
        Moment(
            wall: now.advanced(seconds: seconds), monotonic: MonotonicTime(nanoseconds: Int64((1000 + seconds) * 1e9)))
    }

    static func event(_ kind: DashboardEvent.Kind, at seconds: Double = 0) -> DashboardEvent {
        DashboardEvent(at: moment(seconds), kind: kind)
    }

    static func server() -> ServerInfo {
        var server = ServerInfo(
            site: "prod", host: "ops-1", version: "1.0.0", pid: 7, startedAt: now.advanced(seconds: -86_400))
        server.limiter = "redis"
        server.rules = "shipped"
        return server
    }

    static func point(_ index: Int, busy: Bool) -> MetricsPoint {
        var point = MetricsPoint(at: now.advanced(seconds: Double(index - 239) * 5))
        let late = Double(max(0, index - 190))
        point.requestRatePerSecond = 1000 + Double((index * 37) % 280)
        point.errorRatio = busy ? 0.0005 + late * 0.00085 : 0.001
        point.p95Ms = busy ? 180 + late * 12.9 : 182
        point.queueDepth = busy ? 5 + late * 0.75 : 7
        return point
    }

    static func metrics(busy: Bool) -> MetricsStatus {
        var current = point(239, busy: busy)
        current.requestRatePerSecond = 1280
        var metrics = MetricsStatus(current: current)
        metrics.history = (0..<240).map { point($0, busy: busy) }
        metrics.errorRatioLimit = 0.01
        metrics.p95LimitMs = 500
        return metrics
    }

    static func valve(
        _ id: String, _ name: String, _ state: ValveState, _ position: Double, _ bar: Double, age: Double = 0.4
    ) -> ValveStatus {
        var valve = ValveStatus(id: id, name: name)
        valve.state = state
        valve.positionPercent = position
        valve.pressureBar = bar
        valve.quality = .good
        valve.online = true
        valve.lastSeenAt = now.advanced(seconds: -age)
        valve.rev = 812
        valve.bootId = "boot-1"
        valve.safePosition = 0
        return valve
    }

    static func valves(busy: Bool) -> [ValveStatus] {
        var valves = [
            valve("v-101", "inlet", .open, 100, 4.2), valve("v-102", "seg-6 a", .open, 100, 4.1),
            valve("v-103", "seg-7", busy ? .closing : .open, busy ? 38 : 100, busy ? 1.1 : 3.9),
            valve("v-104", "seg-7 out", .open, 100, busy ? 1.0 : 3.9, age: 0.5),
            valve("v-105", "tank", .stopped, 62, 2.2), valve("v-106", "seg-8", .closed, 0, 3.9),
            valve("v-107", "bypass", .closed, 0, 3.9), valve("v-108", "seg-9 a", .open, 100, 3.8),
            valve("v-109", "seg-9 b", .open, 100, 3.8, age: busy ? 38 : 0.4), valve("v-110", "drain", .closed, 0, 0),
        ]
        if busy { valves[2].commandId = commandID }
        return valves
    }

    static func tenants(busy: Bool) -> [TenantStatus] {
        let rates: [(String, Double, Double)] = [
            ("expertco", 412, busy ? 0.041 : 0.001), ("argus", 288, 0), ("newco", 201, 0), ("acme", 155, 0.001),
            ("globex", 120, 0), ("initech", 71, 0), ("umbrella", 33, 0),
        ]
        return rates.map { name, rate, errors in
            var tenant = TenantStatus(name: name, state: name == "umbrella" ? .paused : .active, keyCount: 1)
            tenant.requestRatePerSecond = rate
            tenant.errorRatio = errors
            return tenant
        }
    }

    static func alert(
        _ id: String, _ name: String, _ severity: AlertSeverity, _ state: AlertState, _ reading: String, ago: Double
    ) -> AlertStatus {
        var alert = AlertStatus(
            id: id, name: name, source: .rule, severity: severity, state: state, summary: "\(name) holds", labels: [:],
            since: now.advanced(seconds: -ago))
        alert.reading = reading
        alert.expression =
            "sum(rate(http_requests_total{status=~\"5..\"}[1m])) / sum(rate(http_requests_total[1m])) > 0.01"
        return alert
    }

    static func incidents() -> [IncidentStatus] {
        var first = IncidentStatus(
            id: 42, title: "HighErrorRate", severity: .sev2, openedAt: now.advanced(seconds: -252))
        first.alertIds = ["a1", "a2"]
        first.routes = ["/v1/search"]
        first.tenants = ["expertco"]
        first.why = "breaker search OPEN 2 s before errors rose"
        first.timeline = [
            TimelineEntry(at: now.advanced(seconds: -254), kind: "breaker", text: "search opened"),
            TimelineEntry(at: now.advanced(seconds: -252), kind: "alert", text: "HighErrorRate fired"),
            TimelineEntry(at: now.advanced(seconds: -20), kind: "valve", text: "v-103 close requested", actor: "op1"),
        ]
        var second = IncidentStatus(
            id: 41, title: "PressureDrop", severity: .sev3, openedAt: now.advanced(seconds: -660))
        second.status = .acknowledged
        second.owner = "op2"
        second.valves = ["v-103", "v-104"]
        second.alertIds = ["a3"]
        return [second, first]
    }

    static func command() -> CommandStatus {
        var command = CommandStatus(
            id: commandID, valveId: "v-103", action: .close, position: 0, actor: "op2", reason: nil, epoch: 7,
            issuedAt: now.advanced(seconds: -20), notAfter: now.advanced(seconds: -15))
        command.steps += [
            CommandStep(state: .selected, at: now.advanced(seconds: -19.8)),
            CommandStep(state: .accepted, at: now.advanced(seconds: -19.5)),
            CommandStep(state: .moving, at: now.advanced(seconds: -19)),
        ]
        command.state = .moving
        command.confirmBy = now.advanced(seconds: 10)
        return command
    }

    static func breakers(busy: Bool) -> [BreakerStatus] {
        ["search", "enrich", "redis", "database", "mqtt"].map { name in
            var breaker = BreakerStatus(name: name, state: .closed)
            if name == "search" || name == "enrich" { breaker.failureRatio = name == "search" ? 0.001 : 0 }
            guard busy else { return breaker }
            if name == "search" {
                breaker.state = .open
                breaker.retryAt = now.advanced(seconds: 12)
            }
            if name == "redis" { breaker.state = .halfOpen }
            return breaker
        }
    }

    static func snapshot(busy: Bool) -> OpsSnapshot {
        var snapshot = OpsSnapshot(sequence: 10, at: now, server: server(), metrics: metrics(busy: busy))
        snapshot.caller = "op1"
        snapshot.links = LinkName.allCases.filter { $0 != .prometheus }.map {
            LinkStatus(name: $0, state: .ok, lastSeenAt: now)
        }
        snapshot.tenants = tenants(busy: busy)
        snapshot.breakers = breakers(busy: busy)
        snapshot.queue.depth = busy ? 42 : 7
        snapshot.queue.limit = 1000
        snapshot.valves = valves(busy: busy)
        var slo = SLOStatus(name: "availability", objective: 0.999)
        slo.ratio = busy ? 0.9993 : 0.9997
        slo.budgetLeftRatio = busy ? 0.31 : 0.71
        snapshot.slo = [slo]
        var resolved = IncidentStatus(
            id: 40, title: "PressureDrop", severity: .sev3, openedAt: now.advanced(seconds: -11_340))
        resolved.status = .resolved
        resolved.owner = "op2"
        resolved.resolvedAt = now.advanced(seconds: -10_800)
        snapshot.incidents = [resolved]
        guard busy else { return snapshot }
        snapshot.incidents += incidents()
        snapshot.alerts = [
            alert("a3", "PressureDrop", .warning, .acknowledged, "1.1 < 2 bar", ago: 660),
            alert("a1", "HighErrorRate", .critical, .active, "4.2 % > 1 %", ago: 252),
            alert("a2", "HighLatency", .warning, .active, "812 > 500 ms", ago: 182),
        ]
        snapshot.commands = [command()]
        return snapshot
    }

    /// A dashboard that has just heard this snapshot and reads telemetry itself.
    static func state(
        _ snapshot: OpsSnapshot, size: Size = Size(columns: 120, rows: 36),
        settings: DashboardSettings = DashboardSettings()
    ) -> DashboardState {
        var state = DashboardState(settings: settings, size: size, at: moment(-2))
        feed(&state, .telemetry(.linkUp), at: -1)
        feed(&state, .telemetry(.readings([reading("v-000", rev: 1, position: 0)], unreadable: 0)), at: -1)
        feed(&state, .stream(.snapshot(snapshot)), at: 0)
        return state
    }

    static func state(busy: Bool, size: Size = Size(columns: 120, rows: 36)) -> DashboardState {
        state(snapshot(busy: busy), size: size)
    }

    @discardableResult
    static func feed(
        _ state: inout DashboardState, _ kind: DashboardEvent.Kind, at seconds: Double
    ) -> [DashboardEffect] {
        DashboardReducer.reduce(&state, event(kind, at: seconds))
    }

    /// Presses keys one after the other, 10 ms apart, from `seconds` on; `freshID` is the same for all.
    @discardableResult
    static func press(
        _ state: inout DashboardState, _ keys: [Key], at seconds: Double = 1, id: String = "fresh-1"
    ) -> [DashboardEffect] {
        var effects: [DashboardEffect] = []
        for (index, key) in keys.enumerated() {
            effects += feed(&state, .key(key, freshID: id), at: seconds + Double(index) * 0.01)
        }
        return effects
    }

    static func typed(_ text: String) -> [Key] { text.map(Key.character) }

    static func change(_ change: OpsChange, _ sequence: UInt64 = 11, at seconds: Double = 0) -> DashboardEvent.Kind {
        .stream(.change(NumberedChange(sequence: sequence, at: now.advanced(seconds: seconds), change: change)))
    }

    static func reading(_ id: String, rev: Int64, position: Double, boot: String = "boot-1", sequence: Int64 = 1)
        -> ValveReading
    {
        ValveReading(
            valveID: id,
            message: ValveStateMessage(
                bootID: boot, rev: rev, sequence: sequence, at: now, position: position, limitOpen: position > 99,
                limitClosed: position < 1, moving: false))
    }
}
