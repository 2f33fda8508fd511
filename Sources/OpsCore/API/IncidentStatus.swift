/// How much is at stake; 1 is worst.
public enum IncidentSeverity: String, Codable, CaseIterable, Sendable {
    case sev1, sev2, sev3, sev4
}

/// Where the work on an incident stands.
public enum IncidentPhase: String, Codable, CaseIterable, Sendable {
    case open, acknowledged, mitigated, resolved
}

/// One line of an incident's history.
public struct TimelineEntry: Codable, Equatable, Sendable {
    public var at: WallTime
    /// `alert`, `breaker`, `valve`, `keys`, `status` or `note`.
    public var kind: String
    public var text: String
    public var actor: String?

    public init(at: WallTime, kind: String, text: String, actor: String? = nil) {
        self.at = at
        self.kind = kind
        self.text = text
        self.actor = actor
    }
}

/// An incident: alerts that belong together, and who works on them.
public struct IncidentStatus: Codable, Equatable, Sendable, Identifiable {
    public var id: Int64
    public var title: String
    public var severity: IncidentSeverity
    public var status: IncidentPhase
    public var owner: String?
    public var openedAt: WallTime
    public var updatedAt: WallTime
    public var resolvedAt: WallTime?
    public var alertIds: [String] = []
    /// Route patterns, tenants and valves that are affected, worst first.
    public var routes: [String] = []
    public var tenants: [String] = []
    public var valves: [String] = []
    /// What led to it, in one sentence; nil where nothing is known.
    public var why: String?
    public var runbook: String?
    /// Oldest first; at most 500 entries.
    public var timeline: [TimelineEntry] = []

    public init(id: Int64, title: String, severity: IncidentSeverity, openedAt: WallTime) {
        self.id = id
        self.title = title
        self.severity = severity
        self.status = .open
        self.openedAt = openedAt
        self.updatedAt = openedAt
    }
}

/// The body of `POST /incidents/{id}/update`: any of these.
public struct IncidentUpdate: Codable, Equatable, Sendable {
    public var status: IncidentPhase?
    public var owner: String?
    public var severity: IncidentSeverity?
    public var note: String?

    public init(
        status: IncidentPhase? = nil, owner: String? = nil, severity: IncidentSeverity? = nil, note: String? = nil
    ) {
        self.status = status
        self.owner = owner
        self.severity = severity
        self.note = note
    }
}
