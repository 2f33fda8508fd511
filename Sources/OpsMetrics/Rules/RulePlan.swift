/// How one evaluation of a group goes: what was asked already, what is left out, and when it must end.
public struct RulePlan: Sendable {
    /// What templates know of the server.
    public var context: RuleContext
    /// What rules' expressions are worth where that was asked elsewhere, by the rules' places in the group; the others
    /// are evaluated.
    public var given: [Int: Result<QueryValue, any Error>]
    /// Rules that are left out this time, by their places: their alerts and series stay as they are.
    public var waiting: Set<Int> = []
    /// Rules that have not begun by then fail; nil: there is time for all.
    public var deadline: ContinuousClock.Instant?
    /// Whether recorded series leave the places free that the store keeps for the server's own.
    public var sparesReserve = false
    /// Asked between two rules: once true, the rest is left out.
    public var isCancelled: @Sendable () -> Bool = { false }
    /// What templates' `query` asks, and at which time in milliseconds since 1970; nil: the engine.
    public var query: (@Sendable (_ expression: String, _ milliseconds: Int64) throws -> [Sample])?

    /// All rules, evaluated by the engine, without a deadline.
    public init(context: RuleContext = RuleContext(), given: [Int: Result<QueryValue, any Error>] = [:]) {
        self.context = context
        self.given = given
    }
}

extension QueryEngine {
    /// The engine with what is left of the time of several queries.
    ///
    /// - Throws: `PromQLError` where nothing is left.
    public func within(_ deadline: ContinuousClock.Instant?, for expression: Expression) throws -> QueryEngine {
        guard let deadline else { return self }
        let left = deadline - .now
        guard left > .zero else {
            throw PromQLError("the group's other rules took all of its time", at: expression.place)
        }
        var limits = limits
        limits.time = min(limits.time, left)
        return QueryEngine(store: store, limits: limits)
    }
}
