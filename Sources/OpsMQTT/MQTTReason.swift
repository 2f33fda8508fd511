import CMosquitto
import Glibc

/// Texts for the codes of the protocol and of the library.
enum MQTTReason {
    /// A reason code of MQTT 5.
    static func text(_ code: Int32) -> String {
        // The texts are constants of the library.
        guard let text = mosquitto_reason_string(code) else { return "reason \(code)" }
        return String(cString: text)
    }

    /// A CONNACK code, which each version of the protocol counts in its own way.
    static func connect(_ code: Int32, _ version: MQTTVersion) -> String {
        guard version == .v311 else { return text(code) }
        // The texts are constants of the library.
        guard let text = mosquitto_connack_string(code) else { return "reason \(code)" }
        return String(cString: text)
    }

    /// Why a link ended: the broker's own reason from 0x80 on, else the library's.
    static func end(_ code: Int32) -> String { code >= 0x80 ? text(code) : failure(code) }

    /// A result of the library; MOSQ_ERR_ERRNO stands for errno, which must not have changed since.
    static func failure(_ result: Int32, errno code: Int32 = errno) -> String {
        if result == MOSQ_ERR_ERRNO.rawValue { return String(cString: strerror(code)) }
        if result == MOSQ_ERR_EAI.rawValue { return "the broker's name cannot be resolved" }
        guard let text = mosquitto_strerror(result) else { return "error \(result)" }
        return String(cString: text)
    }
}
