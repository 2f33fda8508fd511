import OpsCore
import OpsPlant

/// What a demo plays.
public enum DemoScenario: String, CaseIterable, Sendable {
    /// Traffic and a plant in good order.
    case calm
    /// The upstream provider fails for a while and recovers.
    case outage
    /// A pipeline leaks until an operator isolates it.
    case leak
}

/// How `opstui demo` was asked to run.
public struct DemoOptions: Sendable {
    public var scenario: DemoScenario
    /// Ends by itself after this many seconds; nil: until a person quits.
    public var seconds: Int?
    public var traffic: Bool
    /// The same seed gives the same traffic and the same plant.
    public var seed: UInt64
    /// Where to write addresses and credentials (mode 0600).
    public var endpointsFile: String?
    /// The socket to serve on.
    public var socketPath: String
    /// Seconds from the start to the outage or the leak, and how long an outage lasts; both come again after `outagePause`.
    public var outageDelay: Double = 20
    public var outageLength: Double = 20
    public var outagePause: Double? = 180
    /// Breaks the drill on purpose: the upstream never recovers; the valve behind the leak is stuck.
    public var recovers = true
    /// What else goes wrong with valves and broker, from the start on.
    public var faults = FaultPlan([])

    public init(scenario: DemoScenario, traffic: Bool, seed: UInt64, socketPath: String) {
        self.scenario = scenario
        self.traffic = traffic
        self.seed = seed
        self.socketPath = socketPath
    }
}
