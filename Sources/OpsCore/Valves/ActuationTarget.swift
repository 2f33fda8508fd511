/// Where a command wants the valve, and when a reported state shows it there.
public struct ActuationTarget: Equatable, Sendable {
    /// How far from the wanted position the reported one may be, in percent of the stroke.
    public static let tolerance = 2.0

    public var action: ValveAction
    /// 0 … 100; nil for `stop`, which wants rest wherever that is.
    public var position: Double?

    public init(action: ValveAction, position: Double?) {
        self.action = action
        switch action {
        case .open: self.position = 100
        case .close: self.position = 0
        case .stop: self.position = nil
        case .position, .safe: self.position = position
        }
    }

    /// True where a good state shows rest within ±2 % of the wanted position and the limit switches agree with it.
    public func isReached(in state: ValveStateMessage) -> Bool {
        guard state.quality == .good, !state.moving, !(state.limitOpen && state.limitClosed) else { return false }
        guard let position else { return action == .stop }
        return abs(state.position - position) <= Self.tolerance && limitsAgree(state, position)
    }

    private func limitsAgree(_ state: ValveStateMessage, _ position: Double) -> Bool {
        if position >= 100 { return state.limitOpen }
        if position <= 0 { return state.limitClosed }
        let farFromOpen = position < 100 - Self.tolerance
        let farFromClosed = position > Self.tolerance
        return !(state.limitOpen && farFromOpen) && !(state.limitClosed && farFromClosed)
    }
}
