/// What a device's availability topic says, in plain text.
public enum ValveAvailability: String, Codable, Sendable {
    case online, offline

    /// Reads the payload; anything but the two words is refused.
    public static func decode(_ bytes: [UInt8]) throws(PayloadRefusal) -> ValveAvailability {
        guard bytes.count <= 16 else { throw .tooLarge }
        guard let text = String(validating: bytes, as: UTF8.self), let word = ValveAvailability(rawValue: text)
        else { throw .outOfRange }
        return word
    }

    /// The payload's bytes.
    public var bytes: [UInt8] { Array(rawValue.utf8) }
}
