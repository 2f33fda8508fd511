/// `GET /ops/model-status` (CONTRACT row A10).
public struct ModelStatus: Codable, Equatable, Sendable {
    public var provider: String
    public var model: String?
    public var breaker: BreakerState
    public var lastSuccessAt: WallTime?
    /// US dollars since midnight UTC; nil where the provider reports no price.
    public var spendToday: Double?
    public var degraded: Bool

    public init(provider: String, model: String?, breaker: BreakerState, degraded: Bool) {
        self.provider = provider
        self.model = model
        self.breaker = breaker
        self.degraded = degraded
    }
}
