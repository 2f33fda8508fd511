/// Why an alert is put aside. It is still listed and counted; nobody is called.
public struct AlertMask: Codable, Equatable, Sendable {
    /// The three ways of ISA-18.2, the strongest first.
    public enum Kind: String, Codable, CaseIterable, Sendable {
        case outOfService = "out_of_service"
        case shelved
        case suppressed

        /// The state that an alert with this mask shows.
        public var state: AlertState {
            switch self {
            case .outOfService: .outOfService
            case .shelved: .shelved
            case .suppressed: .suppressed
            }
        }
    }

    public var kind: Kind
    /// Who put it aside; `design` for a suppression.
    public var by: String
    public var reason: String?
    public var since: WallTime
    /// When a shelf ends by itself.
    public var until: WallTime?
    /// True where a shelf also ends as soon as the condition has gone.
    public var oneShot: Bool

    /// A mask.
    public init(
        kind: Kind, by: String, reason: String? = nil, since: WallTime, until: WallTime? = nil, oneShot: Bool = false
    ) {
        self.kind = kind
        self.by = by
        self.reason = reason
        self.since = since
        self.until = until
        self.oneShot = oneShot
    }
}

/// How long to shelve an alert, and why.
public struct AlertShelving: Codable, Equatable, Sendable {
    /// The usual time: half an hour.
    public static let usualSeconds = 1_800
    /// The longest time: twelve hours, a shift. What must be silent for longer is taken out of service.
    public static let longestSeconds = 43_200
    /// Characters of a reason.
    public static let reasonLimit = 400

    /// Seconds until it is announced again; ``usualSeconds`` where nil.
    public var durationSeconds: Int?
    /// True: it also ends as soon as the condition has gone.
    public var oneShot: Bool?
    public var reason: String?

    /// A wish; what is left out takes its usual value.
    public init(durationSeconds: Int? = nil, oneShot: Bool? = nil, reason: String? = nil) {
        self.durationSeconds = durationSeconds
        self.oneShot = oneShot
        self.reason = reason
    }
}

/// Why an alert is taken out of service.
public struct AlertWithdrawal: Codable, Equatable, Sendable {
    /// For whoever asks later why nobody was called.
    public var reason: String

    /// A withdrawal; the reason has 1 to ``AlertShelving/reasonLimit`` characters.
    public init(reason: String) { self.reason = reason }
}
