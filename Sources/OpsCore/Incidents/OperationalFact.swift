/// Something that happened in the server or the plant and may matter to an incident.
public struct OperationalFact: Equatable, Sendable {
    /// As in ``TimelineEntry/kind``.
    public enum Kind: String, Sendable { case breaker, valve, keys, status }

    /// When it happened.
    public var at: WallTime
    /// What it is about.
    public var kind: Kind
    /// A phrase without a full stop: `breaker enrich OPEN`.
    public var text: String
    /// The valve or service it is about.
    public var subject: String?
    /// Who did it; nil where nobody in particular did.
    public var actor: String?
    /// Whether it can have led to an alert: a breaker that closes cannot.
    public var isCause: Bool

    public init(
        at: WallTime, kind: Kind, text: String, subject: String? = nil, actor: String? = nil, isCause: Bool = true
    ) {
        self.at = at
        self.kind = kind
        self.text = SafeText.clean(text, limit: 200)
        self.subject = subject
        self.actor = actor
        self.isCause = isCause
    }

    /// A breaker changed its state.
    public static func breaker(_ name: String, _ state: BreakerState, at: WallTime) -> OperationalFact {
        let word = state == .open ? "OPEN" : state == .halfOpen ? "half-open" : "closed"
        return OperationalFact(
            at: at, kind: .breaker, text: "breaker \(name) \(word)", subject: name, isCause: state == .open)
    }

    /// A valve command arrived in its present state; a cause once the valve may have moved.
    public static func valve(_ command: CommandStatus, at: WallTime) -> OperationalFact {
        let position = command.action == .position ? command.position.map { " \(Int($0.rounded())) %" } ?? "" : ""
        return OperationalFact(
            at: at, kind: .valve,
            text: "valve \(command.valveId) \(command.action.rawValue)\(position): \(command.state.rawValue)",
            subject: command.valveId, actor: command.actor,
            isCause: [.accepted, .moving, .confirmed, .unknown].contains(command.state))
    }

    /// The keys were read again.
    public static func keysReloaded(_ reload: KeyReload, by person: String, at: WallTime) -> OperationalFact {
        OperationalFact(
            at: at, kind: .keys, text: "keys reloaded, \(reload.added.count) added, \(reload.removed.count) removed",
            actor: person, isCause: !reload.removed.isEmpty)
    }

    /// Somebody made, rotated, paused, resumed or revoked a key; `what` is the word for it.
    public static func keyChanged(_ key: KeyStatus, _ what: String, by person: String, at: WallTime) -> OperationalFact
    {
        OperationalFact(
            at: at, kind: .keys, text: "key \(key.id) of \(key.holder) \(what)", subject: key.holder, actor: person,
            isCause: key.state != .active)
    }

    /// Whether it may be named as what led to `alert`: valve commands explain alerts of the plant (of that very valve
    /// where the alert names one), all else explains the others.
    func explains(_ alert: AlertStatus) -> Bool {
        guard isCause else { return false }
        guard kind == .valve else { return alert.source != .plant }
        guard let valve = alert.labels["valve"] else { return alert.source == .plant }
        return valve == subject
    }
}
