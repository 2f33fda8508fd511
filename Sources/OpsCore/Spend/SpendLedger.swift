/// What was spent today, in all and by tenant, against daily limits (CONTRACT row B6). A day is a UTC day.
///
/// A cost is reserved before the call that makes it and settled with what it really was, so that calls under way
/// together cannot overrun a limit.
public struct SpendLedger: Equatable, Sendable {
    private static let dayMilliseconds: Int64 = 86_400_000
    private static let maximumTenants = 10_000

    /// The limits in force.
    public let limits: SpendLimits
    private var day: Int64 = .min
    private var total = 0.0
    private var byTenant: [String: Double] = [:]

    public init(limits: SpendLimits = SpendLimits()) { self.limits = limits }

    /// Takes up what storage says was spent on the day of `now`.
    public mutating func restore(_ spent: [String: Double], at now: WallTime) {
        turn(to: now)
        for (tenant, dollars) in spent where dollars.isFinite && dollars > 0 { add(dollars, tenant) }
    }

    /// Asks to spend `dollars` (an estimate, rather too high) for a tenant and, where that fits both limits, counts
    /// them. An amount that is negative or no number is refused.
    public mutating func reserve(_ dollars: Double, for tenant: String, at now: WallTime) -> SpendDecision {
        turn(to: now)
        guard dollars.isFinite, dollars >= 0 else { return .refused(.total, retryAfterSeconds: nil) }
        if let limit = limits.dollarsPerDay, total + dollars > limit { return refusal(.total, now) }
        if let limit = limits.dollarsPerTenantAndDay, spent(by: tenant) + dollars > limit {
            return refusal(.tenant, now)
        }
        guard byTenant[tenant] != nil || byTenant.count < Self.maximumTenants else { return refusal(.total, now) }
        add(dollars, tenant)
        return .reserved(SpendReservation(tenant: tenant, dollars: dollars, day: day))
    }

    /// Replaces a reservation by what the call really cost; 0 where it was not made. A reservation of an earlier day
    /// changes nothing today.
    public mutating func settle(_ reservation: SpendReservation, cost: Double, at now: WallTime) {
        turn(to: now)
        guard reservation.day == day else { return }
        let cost = cost.isFinite ? max(0, cost) : reservation.dollars
        add(cost - reservation.dollars, reservation.tenant)
    }

    /// US dollars spent or reserved on the day of `now`.
    public func spentToday(at now: WallTime) -> Double { Self.day(now) > day ? 0 : total }

    /// The same for one tenant.
    public func spentToday(by tenant: String, at now: WallTime) -> Double {
        Self.day(now) > day ? 0 : spent(by: tenant)
    }

    private func spent(by tenant: String) -> Double { byTenant[tenant] ?? 0 }

    private mutating func add(_ dollars: Double, _ tenant: String) {
        total = max(0, total + dollars)
        byTenant[tenant] = max(0, spent(by: tenant) + dollars)
    }

    /// Begins a new day; a clock that goes back does not bring yesterday's allowance back.
    private mutating func turn(to now: WallTime) {
        guard Self.day(now) > day else { return }
        day = Self.day(now)
        total = 0
        byTenant = [:]
    }

    private func refusal(_ scope: SpendScope, _ now: WallTime) -> SpendDecision {
        let left = (day + 1) * Self.dayMilliseconds - now.milliseconds
        return .refused(scope, retryAfterSeconds: Int(max(1, (left + 999) / 1000)))
    }

    private static func day(_ time: WallTime) -> Int64 {
        Int64((Double(time.milliseconds) / Double(dayMilliseconds)).rounded(.down))
    }
}
