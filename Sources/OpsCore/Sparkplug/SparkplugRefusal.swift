/// Why a Sparkplug B message was not taken. Few values and no text from outside, so that refusals can be counted by
/// reason without a hostile sender making new series.
public enum SparkplugRefusal: String, Error, CaseIterable, Sendable {
    /// More than ``SparkplugLimits/maximumBytes``.
    case tooLarge = "too_large"
    /// A field goes on beyond the end of what it lies in.
    case truncated
    /// Not the protocol buffer that the specification describes: an overlong number, a field of number 0 or of another
    /// wire type than its own, an obsolete group.
    case malformed
    /// More metrics or properties than ``SparkplugLimits`` allows.
    case tooMany = "too_many"
    /// A text that is not UTF-8, is empty or too long.
    case badText = "bad_text"
    /// A value of another kind than the metric's.
    case wrongType = "wrong_type"
    /// A number that is not finite or not within its range.
    case outOfRange = "out_of_range"
    /// Without the sequence number, `bdSeq` or name that such a message must have.
    case missingField = "missing_field"
    /// A retained message: what was said once is nothing that is said now.
    case retained
    /// A topic of the namespace that is none of its messages.
    case badTopic = "bad_topic"
    /// From a node or device whose birth was not heard: its aliases mean nothing.
    case notBorn = "not_born"
    /// Out of sequence, and the missing message did not come in time.
    case outOfSequence = "out_of_sequence"
    /// A death of an earlier session than the one that lives.
    case formerSession = "former_session"
}

/// The bounds of what is read of Sparkplug B.
public enum SparkplugLimits {
    /// 256 KiB a payload.
    public static let maximumBytes = 262_144
    /// Metrics of one payload.
    public static let maximumMetrics = 5_000
    /// Properties of one metric.
    public static let maximumProperties = 64
    /// Bytes of a metric's or property's name.
    public static let maximumName = 256
}
