/// What a valve does, in words.
public enum ValveState: String, Codable, CaseIterable, Sendable {
    case open, opening, closed, closing, stopped, unknown
}

/// How far a reported value can be trusted.
public enum SignalQuality: String, Codable, CaseIterable, Sendable {
    case good, uncertain, bad
}

/// Who commands the valve: the servers or a person beside it.
public enum ValveMode: String, Codable, CaseIterable, Sendable {
    case remote, local
}

/// A valve as last reported: what the pane shows and what an operator acts on.
public struct ValveStatus: Codable, Equatable, Sendable, Identifiable {
    public var id: String
    public var name: String
    public var segment: String?
    /// False where the valve speaks but no configuration names it: shown, never commanded.
    public var configured: Bool = true
    public var critical: Bool = false
    public var state: ValveState = .unknown
    /// 0 closed … 100 open.
    public var positionPercent: Double?
    public var target: Double?
    public var quality: SignalQuality = .bad
    public var mode: ValveMode = .remote
    public var interlocks: [String] = []
    /// What the device's availability topic says; nil where it never spoke.
    public var online: Bool?
    /// When the newest state arrived, by the server's clock.
    public var lastSeenAt: WallTime?
    /// A state older than this is stale: dimmed, and no ground to act on.
    public var staleAfterMs: Int64 = 15_000
    public var pressureBar: Double?
    public var flowLps: Double?
    public var rev: Int64?
    public var bootId: String?
    /// The command in flight on this valve.
    public var commandId: String?
    /// Who has the valve selected while a person's confirmation is awaited; nil where nobody has.
    public var hold: ValveHold?
    public var findings: [String] = []
    public var safePosition: Double?
    public var defaultAction: ValveAction?

    public init(id: String, name: String) {
        self.id = id
        self.name = name
    }

    /// Milliseconds since the newest state; nil where none ever came.
    public func ageMilliseconds(at now: WallTime) -> Int64? {
        lastSeenAt.map { max(0, now.milliseconds - $0.milliseconds) }
    }

    /// True where nothing came for longer than ``staleAfterMs``, or ever, or the device said it is offline.
    public func isStale(at now: WallTime) -> Bool {
        guard online != false, let age = ageMilliseconds(at: now) else { return true }
        return age > staleAfterMs
    }
}
