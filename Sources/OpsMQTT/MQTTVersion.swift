/// The version of the protocol that a session speaks.
public enum MQTTVersion: Sendable, Equatable {
    case v5
    /// Without expiry, response topics, correlation and reasons: spoken only where a broker refuses version 5.
    case v311

    /// The library's number for it.
    var number: Int32 { self == .v5 ? 5 : 4 }
}

extension MQTTVersion: CustomStringConvertible {
    public var description: String { self == .v5 ? "MQTT 5" : "MQTT 3.1.1" }
}
