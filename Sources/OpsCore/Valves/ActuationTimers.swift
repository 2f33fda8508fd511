/// How long each part of a command's life may take (VALVES.md's table).
public struct ActuationTimers: Equatable, Sendable {
    /// How long a selection lives at most, whatever the device says.
    public var selectHold: Duration = .seconds(10)
    /// From sending to the device's answer, for select and operate each.
    public var acknowledgement: Duration = .seconds(3)
    /// `not_after` is this long after `issued_at`; nothing is sent later.
    public var lifetime: Duration = .seconds(5)
    /// From acceptance to the first movement.
    public var movementStarts: Duration = .seconds(2)
    /// How long the valve must rest at its target before that counts.
    public var rest: Duration = .seconds(1)
    /// How often a device reports at least.
    public var heartbeat: Duration = .seconds(5)
    /// A state older than this is stale: three heartbeats.
    public var stale: Duration = .seconds(15)

    /// How long a command waits for a second person.
    public var confirmation: Duration = .seconds(120)
    /// How long a valve stays selected for the one who selected it, before operating.
    public var ownHold: Duration = .seconds(30)

    public init() {}

    /// The timers for a device of this schema. One that speaks Sparkplug B has no heartbeat: it is heard when something
    /// changes, and at the latest when it is asked after ``SparkplugSession/silenceLimit``.
    public init(schema: ValveSchema) {
        guard schema.sparkplug != nil else { return }
        heartbeat = .seconds(20)
        stale = .seconds(60)
    }

    /// The longest a full stroke may take: max(1.5 × baseline, baseline + 2 s).
    public static func travel(baselineSeconds: Double) -> Duration {
        .seconds(max(1.5 * baselineSeconds, baselineSeconds + 2))
    }
}
