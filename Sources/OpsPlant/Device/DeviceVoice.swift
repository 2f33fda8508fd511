import OpsCore
import OpsMQTT

/// How a device speaks on the broker: its topics and payloads. What it says is the same in each schema.
protocol DeviceVoice: Sendable {
    /// What it listens to.
    var subscriptions: [MQTTSubscription] { get }
    /// A state is reported this often although nothing changes.
    var heartbeat: Duration { get }
    /// Will and birth of the next connection; asked on the client's thread.
    var greeting: @Sendable () -> MQTTGreeting { get }
    /// Said before a clean goodbye.
    var farewell: [MQTTMessage] { get }

    /// The link is new, or somebody asks who is there: what is to be said before anything else.
    mutating func introduce(_ state: ValveStateMessage, _ values: ProcessReading?) -> [MQTTMessage]
    /// What a message means; nil for nothing that concerns the device.
    func read(_ message: MQTTMessage) -> DeviceOrder?
    mutating func report(_ state: ValveStateMessage) -> [MQTTMessage]
    mutating func report(_ values: ProcessReading, at wall: WallTime) -> [MQTTMessage]
    /// - Parameter target: where the command wants the valve.
    mutating func answer(_ ack: ValveAckMessage, _ replyTo: EdgeReplyTo, target: Double?) -> [MQTTMessage]
}
