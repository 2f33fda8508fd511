/// The parts of the screen.
enum PaneID: String, CaseIterable, Sendable {
    case requestRate, errorRatio, latency, queue
    case incidents, valves, breakers, tenants, alerts

    /// The panes that hold rows and take the focus, in the order of Tab and of the keys 1 to 5.
    static let focusable: [PaneID] = [.incidents, .valves, .breakers, .tenants, .alerts]

    static let graphs: [PaneID] = [.requestRate, .errorRatio, .latency, .queue]

    /// True where `/` narrows the rows.
    var isFilterable: Bool { self == .valves || self == .tenants || self == .alerts }

    /// For frames without room for the whole title.
    var shortTitle: String {
        switch self {
        case .requestRate: "Rate"
        case .errorRatio: "5xx"
        default: title
        }
    }

    var title: String {
        switch self {
        case .requestRate: "Request rate"
        case .errorRatio: "5xx ratio"
        case .latency: "p95"
        case .queue: "Queue"
        case .incidents: "Incidents"
        case .valves: "Valves"
        case .breakers: "Breakers"
        case .tenants: "Tenants"
        case .alerts: "Alerts"
        }
    }
}
