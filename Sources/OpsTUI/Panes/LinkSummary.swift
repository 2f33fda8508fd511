import OpsCore

/// The links in words for the first line: calm where they are well, with their age where age says something.
struct LinkSummary {
    let pieces: [Pieces]

    /// - Parameter all: false leaves out the services that are well.
    init(_ state: DashboardState, all: Bool = true) {
        guard state.snapshot != nil else {
            pieces = []
            return
        }
        let fresh = state.isStreamFresh
        var parts: [Pieces] = []
        if fresh { parts.append(Self.stream(state)) }
        parts.append(Self.mqtt(state))
        parts += [(LinkName.redis, "redis"), (.database, "db")].compactMap { name, label in
            Self.service(state, name, label, fresh: fresh, all: all)
        }
        // The line is short: a Prometheus that is well shows by the graphs that it feeds.
        if let prometheus = Self.service(state, .prometheus, "prom", fresh: fresh, all: false) {
            parts.append(prometheus)
        }
        if let limiter = Self.limiter(state) { parts.append(limiter) }
        // One part, so that the line keeps or loses the links together; two cells between them.
        var joined: Pieces = []
        for part in parts {
            if !joined.isEmpty { joined.append(("  ", .plain)) }
            joined += part
        }
        pieces = [joined]
    }

    private static func stream(_ state: DashboardState) -> Pieces {
        [("stream ", .label), (Quantity.freshAge(state.stream.silence(at: state.at.monotonic)), .plain)]
    }

    /// The broker: heard ourselves where that works, else as the server hears it.
    private static func mqtt(_ state: DashboardState) -> Pieces {
        let link = state.snapshot?.links.first { $0.name == .mqtt }
        switch link?.state {
        case .down where state.isStreamFresh:
            let age = link?.lastSeenAt.map { " " + Quantity.duration(state.serverNow.seconds(since: $0)) } ?? ""
            return [("mqtt ", .label), ("down" + age, Style(.alarm, bold: true))]
        case .off: return [("mqtt off", .label)]
        default: break
        }
        switch state.telemetry.phase {
        case .live:
            let age = state.telemetry.lastReading.map { max(0, state.at.monotonic.seconds(since: $0)) }
            let quiet = (age ?? 0) > 15
            return [("mqtt ", .label), (age.map(Quantity.valveAge) ?? "ok", quiet ? .attention : .plain)]
        case .down: return [("mqtt ", .label), ("own link down", .attention)]
        case .connecting, .viaServer:
            let style: Style = link?.state == .degraded ? .attention : .plain
            return [("mqtt ", .label), (link?.state == .degraded ? "degraded" : "via server", style)]
        }
    }

    private static func service(_ state: DashboardState, _ name: LinkName, _ label: String, fresh: Bool, all: Bool)
        -> Pieces?
    {
        guard let link = state.snapshot?.links.first(where: { $0.name == name }), link.state != .off
        else { return nil }
        guard all || !fresh || link.state != .ok else { return nil }
        guard fresh else { return [("\(label) ?", Style(.label, dim: true))] }
        switch link.state {
        case .ok, .off: return [("\(label) ", .label), ("ok", .plain)]
        case .degraded: return [("\(label) ", .label), ("degraded", .attention)]
        case .down:
            let age = link.lastSeenAt.map { " " + Quantity.duration(state.serverNow.seconds(since: $0)) } ?? ""
            return [("\(label) ", .label), ("down" + age, Style(.alarm, bold: true))]
        }
    }

    /// Said where limits should be shared over Redis but are counted here alone.
    private static func limiter(_ state: DashboardState) -> Pieces? {
        guard let snapshot = state.snapshot, snapshot.server.limiter == "local",
            let redis = snapshot.links.first(where: { $0.name == .redis }), redis.state != .off
        else { return nil }
        return [("limiter local", .attention)]
    }
}
