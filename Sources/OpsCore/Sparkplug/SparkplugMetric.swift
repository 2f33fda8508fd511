/// One metric of a Sparkplug B payload.
public struct SparkplugMetric: Equatable, Sendable {
    /// Its name, such as `Valve/Position`. Births name every metric; later messages may bring the alias alone.
    public var name: String?
    /// A number that stands for the name, unique within the node.
    public var alias: UInt64?
    /// When the value was taken, in milliseconds since 1970.
    public var timestamp: UInt64?
    /// The number of its ``SparkplugDataType``, as it was sent; births say it, later messages may leave it out.
    public var dataType: UInt32?
    /// A value from a store: for the history, not for now.
    public var isHistorical: Bool
    /// A value that is not to be stored.
    public var isTransient: Bool
    /// Nil where the metric has no value now.
    public var value: SparkplugValue?
    /// The property `Quality`, where there is one.
    public var quality: SparkplugQuality?

    public init(
        name: String? = nil, alias: UInt64? = nil, timestamp: UInt64? = nil, type: SparkplugDataType? = nil,
        value: SparkplugValue?, quality: SparkplugQuality? = nil, isHistorical: Bool = false, isTransient: Bool = false
    ) {
        self.name = name
        self.alias = alias
        self.timestamp = timestamp
        dataType = type?.rawValue
        self.isHistorical = isHistorical
        self.isTransient = isTransient
        self.value = value
        self.quality = quality
    }

    /// The data type, where it is one that is read.
    public var type: SparkplugDataType? { dataType.flatMap(SparkplugDataType.init(rawValue:)) }
}

/// How far a metric's value can be trusted: its property `Quality`.
public enum SparkplugQuality: UInt32, Sendable {
    case bad = 0
    case good = 192
    case stale = 500

    /// What it means for a valve; a code of the sender's own is no assurance.
    public var signal: SignalQuality {
        switch self {
        case .good: .good
        case .stale: .uncertain
        case .bad: .bad
        }
    }
}
