/// Why a payload from the broker was not taken. Few values and no text from outside, so that refusals can be counted by
/// reason without a hostile sender making new series.
public enum PayloadRefusal: String, Error, CaseIterable, Sendable {
    /// More than ``ValvePayloadLimits/maximumBytes``.
    case tooLarge = "too_large"
    /// Not JSON, or a number in it that its type cannot hold.
    case notJSON = "not_json"
    /// No `schema`, or another than this reader's.
    case otherSchema = "other_schema"
    case missingField = "missing_field"
    case wrongType = "wrong_type"
    /// A number that is not finite or not within its range, or a list that is too long.
    case outOfRange = "out_of_range"
    /// A text that is empty, too long or holds characters it may not.
    case badText = "bad_text"
    /// Fields that contradict each other, such as a position with an action that takes none.
    case contradictory
}

/// The bounds of every payload.
public enum ValvePayloadLimits {
    /// 16 KiB.
    public static let maximumBytes = 16_384
    /// How many interlocks a state may name.
    public static let maximumInterlocks = 32
    /// Characters of a free text (`reason`, `actor`).
    public static let maximumText = 400
}
