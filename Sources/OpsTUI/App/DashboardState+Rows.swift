import OpsCore

extension DashboardState {
    /// Open incidents, worst first, then oldest first: an order that new arrivals change as little as possible.
    var visibleIncidents: [IncidentStatus] {
        (snapshot?.incidents ?? []).filter { $0.status != .resolved }.sorted {
            ($0.severity.rawValue, $0.id) < ($1.severity.rawValue, $1.id)
        }
    }

    /// Alerts that ask for something: all but the resolved ones, active before cleared, worst first.
    var visibleAlerts: [AlertStatus] {
        let shown = (snapshot?.alerts ?? []).filter {
            $0.state != .resolved && matches(.alerts, [$0.id, $0.name, $0.summary, $0.group])
        }
        let sorted = shown.sorted { ($0.rank, $0.since, $0.id) < ($1.rank, $1.since, $1.id) }
        return grouped(sorted)
    }

    var visibleValves: [ValveView] { orderedValves.map(view(of:)) }

    private var orderedValves: [ValveStatus] {
        (snapshot?.valves ?? [])
            .filter { matches(.valves, [$0.id, $0.name, $0.segment ?? "", $0.state.rawValue]) }
            .sorted { (place(of: $0), $0.id) < (place(of: $1), $1.id) }
    }

    /// Configured valves before discovered ones. Where only a few rows fit, those that are abnormal or moving first.
    private func place(of valve: ValveStatus) -> Int {
        guard Layout.kind(of: size) == .triage else { return valve.configured ? 0 : 1 }
        let view = view(of: valve)
        return view.isAbnormal ? 0 : view.isInHand ? 1 : valve.configured ? 2 : 3
    }

    /// Tenants by name; where only a few rows fit, failing and paused ones first.
    var visibleTenants: [TenantStatus] {
        let limit = snapshot?.metrics.errorRatioLimit ?? TenantStatus.defaultErrorRatioLimit
        return (snapshot?.tenants ?? []).filter { matches(.tenants, [$0.name]) }.sorted { one, other in
            let places = [one, other].map { isShort && !$0.isAbnormal(limit: limit) ? 1 : 0 }
            return (places[0], one.name) < (places[1], other.name)
        }
    }

    /// Breakers in the server's order; where only a few rows fit, those that are not closed first.
    var visibleBreakers: [BreakerStatus] {
        let breakers = snapshot?.breakers ?? []
        guard isShort else { return breakers }
        return breakers.filter { $0.state != .closed } + breakers.filter { $0.state == .closed }
    }

    /// True where the lists on the right have only a few rows.
    private var isShort: Bool { size.rows < 30 }

    /// The ids of a pane's rows, in their order on the screen.
    func rowIDs(of pane: PaneID) -> [String] {
        switch pane {
        case .incidents: visibleIncidents.map { String($0.id) }
        case .valves: orderedValves.map(\.id)
        case .breakers: visibleBreakers.map(\.name)
        case .tenants: visibleTenants.map(\.name)
        case .alerts: visibleAlerts.map(\.id)
        case .requestRate, .errorRatio, .latency, .queue: []
        }
    }

    /// The selected row's id; nil where nothing is selected or the row is gone.
    func selectedID(in pane: PaneID) -> String? {
        guard let id = selections[pane]?.id, rowIDs(of: pane).contains(id) else { return nil }
        return id
    }

    private func matches(_ pane: PaneID, _ texts: [String]) -> Bool {
        guard let filter = filters[pane]?.lowercased(), !filter.isEmpty else { return true }
        return texts.contains { $0.lowercased().contains(filter) }
    }
}

extension AlertStatus {
    /// The name for a row. For an alarm of the pipeline its place goes first: where a row is short, which valve it is
    /// matters more than the end of the name.
    var title: String {
        guard source == .plant else { return name }
        if let valve = labels["valve"] { return "\(valve) \(name)" }
        return (labels["segment"] ?? labels["seg"]).map { "seg \($0) \(name)" } ?? name
    }

    /// Smaller is worse: what is active and unacknowledged comes first.
    var rank: Int {
        let standing =
            switch state {
            case .active: 0
            case .acknowledged: 1
            case .pending: 2
            case .cleared: 3
            case .latched: 4
            case .shelved, .suppressed, .outOfService: 5
            case .resolved: 6
            }
        let weight = severity == .critical ? 0 : severity == .warning ? 1 : 2
        return standing * 3 + weight
    }
}

extension TenantStatus {
    /// A tenant's error ratio is abnormal from here on where the site has no limit of its own.
    static let defaultErrorRatioLimit = 0.01

    func isAbnormal(limit: Double) -> Bool { (errorRatio ?? 0) > limit || state != .active }
}
