/// How alerts become incidents.
public struct IncidentPolicy: Equatable, Sendable {
    /// How long before an alert something may have happened to be named as what led to it.
    public var explainsWithinSeconds: Double
    /// An incident that resolved itself is opened again where the same alert fires within this time; 0: never.
    public var reopensWithinSeconds: Double
    /// With this many open incidents a further alert joins the newest one instead of opening another.
    public var maximumOpen: Int

    public init(explainsWithinSeconds: Double = 120, reopensWithinSeconds: Double = 120, maximumOpen: Int = 200) {
        self.explainsWithinSeconds = max(0, explainsWithinSeconds)
        self.reopensWithinSeconds = max(0, reopensWithinSeconds)
        self.maximumOpen = max(1, maximumOpen)
    }

    /// At most this many lines are kept of an incident's history: the first, and the newest.
    public static let timelineLimit = 500
    /// At most this many alerts, routes, tenants and valves are listed.
    public static let listLimit = 100

    /// critical → sev2, warning → sev3, info → sev4; sev1 is for a person to say.
    public static func severity(of alert: AlertSeverity) -> IncidentSeverity {
        switch alert {
        case .critical: .sev2
        case .warning: .sev3
        case .info: .sev4
        }
    }

    /// Alerts that share one of these belong together: the name, the `service`, the pipeline segment, the valve.
    static func groups(of alert: AlertStatus) -> Set<String> {
        var groups: Set<String> = ["name \(alert.name)"]
        if let service = alert.labels["service"] { groups.insert("service \(service)") }
        if let segment = alert.labels["segment"] ?? alert.labels["seg"] { groups.insert("segment \(segment)") }
        if let valve = alert.labels["valve"] { groups.insert("valve \(valve)") }
        return groups
    }

    /// `HighErrorRate on gateway`.
    static func title(of alert: AlertStatus) -> String {
        let labels = alert.labels
        let place =
            labels["service"] ?? labels["valve"]
            ?? (labels["segment"] ?? labels["seg"]).map { "segment \($0)" } ?? labels["endpoint"]
        return SafeText.clean(place.map { "\(alert.name) on \($0)" } ?? alert.name, limit: 120)
    }
}

/// What became of an incident; holds it as it is now, to be stored and shown.
public enum IncidentAction: Equatable, Sendable {
    case opened(IncidentStatus)
    case changed(IncidentStatus)
    case resolved(IncidentStatus)

    /// The incident, whatever happened to it.
    public var incident: IncidentStatus {
        switch self {
        case .opened(let incident), .changed(let incident), .resolved(let incident): incident
        }
    }
}
