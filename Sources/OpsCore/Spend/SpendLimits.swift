/// Daily limits in US dollars; nil: none.
public struct SpendLimits: Equatable, Sendable {
    /// For all tenants together.
    public var dollarsPerDay: Double?
    /// For each tenant.
    public var dollarsPerTenantAndDay: Double?

    public init(dollarsPerDay: Double? = nil, dollarsPerTenantAndDay: Double? = nil) {
        self.dollarsPerDay = dollarsPerDay
        self.dollarsPerTenantAndDay = dollarsPerTenantAndDay
    }
}

/// Which limit is reached.
public enum SpendScope: String, Sendable { case total, tenant }

/// Money set aside for a call.
public struct SpendReservation: Equatable, Sendable {
    let tenant: String
    let dollars: Double
    let day: Int64
}

/// The answer to a wish to spend.
public enum SpendDecision: Equatable, Sendable {
    case reserved(SpendReservation)
    /// The limit is reached; a new day begins after so many seconds. Nil where the amount itself is at fault.
    case refused(SpendScope, retryAfterSeconds: Int?)
}
