/// The metrics of a valve's device and of its node. Others are passed over.
public enum SparkplugMetricName: String, CaseIterable, Sendable {
    /// 0 closed … 100 open; a number.
    case position = "Valve/Position"
    /// `open`, `opening`, `closed`, `closing`, `stopped` or `moving`; a text, small and capital letters alike.
    case state = "Valve/State"
    /// `remote` or `local`; a text. May be missing: then the valve is remote.
    case mode = "Valve/Mode"
    /// bar; may be missing.
    case pressure = "Valve/Pressure"
    /// L/s; may be missing.
    case flow = "Valve/Flow"
    /// °C; may be missing.
    case temperature = "Valve/Temperature"
    /// The command's id; reported with ``result``.
    case commandID = "Cmd/Id"
    /// Where the command wants the valve, 0 … 100.
    case commandTarget = "Cmd/Target"
    /// Milliseconds since 1970 after which the device refuses the command.
    case commandNotAfter = "Cmd/NotAfter"
    /// True: stop where it is. A device that can do that names it in its birth.
    case commandStop = "Cmd/Stop"
    /// The word of an acknowledgement, a refusal's cause after a colon: `rejected:INTERLOCKED`.
    case result = "Cmd/Result"

    /// The number of the node's connection, in its birth and in its death.
    public static let birthDeath = "bdSeq"
    /// The node's metric that asks for all births again.
    public static let rebirth = "Node Control/Rebirth"
}

/// A metric of a device with its name and type known.
public struct SparkplugReading: Equatable, Sendable {
    public var name: SparkplugMetricName
    public var value: SparkplugValue?
    public var type: SparkplugDataType?
    public var quality: SparkplugQuality?

    /// - Parameter quality: nil where the metric carries no such property, which stands for good.
    public init(
        name: SparkplugMetricName, value: SparkplugValue?, type: SparkplugDataType? = nil,
        quality: SparkplugQuality? = nil
    ) {
        self.name = name
        self.value = value
        self.type = type
        self.quality = quality
    }
}
