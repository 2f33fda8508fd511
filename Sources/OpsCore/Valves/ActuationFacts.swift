/// What is known at the moment a command is asked for, and again just before it operates.
public struct ActuationFacts: Sendable {
    /// CONNACK and all SUBACKs are there.
    public var brokerConnected: Bool
    /// Nil where the valve was discovered but no configuration names it.
    public var configuration: ValveConfiguration?
    public var valve: ValveStatus
    /// ``ValveTelemetryModel/isFresh(at:)``: a live report of this link that is not stale.
    public var stateIsFresh: Bool
    /// The command under way on this valve, but for the one that asks.
    public var commandInFlight: String?
    /// The configured interlock conditions that do not hold now, or whose data is empty, stale or not a number.
    public var failedInterlocks: [String]
    /// Who has the valve selected, but for the command that asks.
    public var hold: ValveHold?
    /// The second person, where one has confirmed.
    public var confirmedBy: String?
    /// True where a missing second person can still be waited for: before anything is stored.
    public var mayAwaitSecondPerson = false

    public init(
        brokerConnected: Bool, configuration: ValveConfiguration?, valve: ValveStatus, stateIsFresh: Bool,
        commandInFlight: String? = nil, failedInterlocks: [String] = []
    ) {
        self.brokerConnected = brokerConnected
        self.configuration = configuration
        self.valve = valve
        self.stateIsFresh = stateIsFresh
        self.commandInFlight = commandInFlight
        self.failedInterlocks = failedInterlocks
    }
}
