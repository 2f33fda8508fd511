/// What telemetry says is wrong with a valve. Each is a pipeline alert.
public enum ValveFinding: String, Codable, CaseIterable, Sendable {
    /// Both limit switches report at once.
    case sensorFault = "SENSOR_FAULT"
    /// It moved, and no command told it to.
    case uncommanded = "UNCOMMANDED"
    /// It took a command and did not move.
    case stuck = "STUCK"
    /// It began to move and stopped short.
    case stalled = "STALLED"
    /// It moves at less than a fifth of its own pace.
    case slow = "SLOW"
    /// Closed, yet water flows.
    case passing = "PASSING"

    /// One sentence for a person.
    public var summary: String {
        switch self {
        case .sensorFault: "Both limit switches report at once; the position cannot be trusted"
        case .uncommanded: "The valve moved although no command told it to"
        case .stuck: "The valve took a command and did not move"
        case .stalled: "The valve began to move and stopped short of its target"
        case .slow: "The valve moves at less than a fifth of its usual pace"
        case .passing: "The valve is closed, yet water flows through it"
        }
    }
}
