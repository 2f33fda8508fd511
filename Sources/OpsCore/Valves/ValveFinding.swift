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

    /// What was measured, against what should be, for a person; nil where the summary says it all.
    public func reading(of valve: ValveStatus) -> String? {
        let position = valve.positionPercent.flatMap(Self.whole)
        switch self {
        case .passing: return valve.flowLps.flatMap { Self.whole(abs($0)) }.map { "\($0) L/s, closed" }
        case .stuck, .stalled, .slow:
            guard let position else { return nil }
            let wanted = valve.target.flatMap(Self.whole)
            return wanted.map { "at \(position) %, wants \($0) %" } ?? "at \(position) %"
        case .uncommanded: return position.map { "at \($0) %" }
        case .sensorFault: return "zso and zsc"
        }
    }

    /// How bad it is: all but `SLOW` ask for an act.
    public var severity: AlertSeverity { self == .slow ? .warning : .critical }

    /// What a position that cannot be trusted makes meaningless.
    public static let followsSensorFault: Set<ValveFinding> = [.stuck, .stalled, .slow, .passing]

    private static func whole(_ value: Double) -> String? { Int(exactly: value.rounded()).map(String.init) }
}
