/// Process values beside a valve (`…/tele`, `ops.valve.tele/1`): QoS 0, not retained.
public struct ValveTelemetryMessage: ValvePayload {
    public static let schema = "ops.valve.tele/1"

    public var at: WallTime
    /// Gauge pressure; 0 … 1000 bar.
    public var pressureBar: Double?
    /// Litres a second; negative where the water runs against the valve's direction.
    public var flowLps: Double?
    /// −273.15 … 1000 °C.
    public var temperatureC: Double?
    public var quality: SignalQuality

    public init(
        at: WallTime, pressureBar: Double?, flowLps: Double?, temperatureC: Double? = nil,
        quality: SignalQuality = .good
    ) {
        self.at = at
        self.pressureBar = pressureBar
        self.flowLps = flowLps
        self.temperatureC = temperatureC
        self.quality = quality
    }
}

extension ValveTelemetryMessage {
    private enum CodingKeys: String, CodingKey {
        case schema, quality
        case at = "ts"
        case pressureBar = "pressure_bar"
        case flowLps = "flow_lps"
        case temperatureC = "temperature_c"
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try fields.requireSchema(Self.schema, .schema)
        at = try fields.time(.at)
        pressureBar = try fields.optionalNumber(.pressureBar, in: 0...1000)
        flowLps = try fields.optionalNumber(.flowLps, in: -1_000_000...1_000_000)
        temperatureC = try fields.optionalNumber(.temperatureC, in: -273.15...1000)
        quality = try fields.choice(.quality)
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(Self.schema, forKey: .schema)
        try fields.encode(at, forKey: .at)
        try fields.encode(pressureBar, forKey: .pressureBar)
        try fields.encode(flowLps, forKey: .flowLps)
        try fields.encode(temperatureC, forKey: .temperatureC)
        try fields.encode(quality, forKey: .quality)
    }
}
