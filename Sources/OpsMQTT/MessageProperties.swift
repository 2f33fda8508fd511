import CMosquitto
import Glibc

/// MQTT 5's properties of a message, to and from the library's list.
enum MessageProperties {
    /// Builds the list; the caller frees it with `free` (or gives it away, as for a will). Nil when there are none.
    static func make(_ message: MQTTMessage) -> OpaquePointer? {
        var list: OpaquePointer?
        if let seconds = message.expirySeconds {
            mosquitto_property_add_int32(&list, Int32(MQTT_PROP_MESSAGE_EXPIRY_INTERVAL.rawValue), seconds)
        }
        if let topic = message.responseTopic {
            mosquitto_property_add_string(&list, Int32(MQTT_PROP_RESPONSE_TOPIC.rawValue), topic)
        }
        if let data = message.correlationData {
            let id = Int32(MQTT_PROP_CORRELATION_DATA.rawValue)
            // The library copies the bytes during the call.
            _ = data.withUnsafeBytes { mosquitto_property_add_binary(&list, id, $0.baseAddress, UInt16($0.count)) }
        }
        return list
    }

    static func free(_ list: OpaquePointer?) {
        var list = list
        if list != nil { mosquitto_property_free_all(&list) }
    }

    /// Reads the properties of a received message into it.
    static func read(_ list: OpaquePointer?, into message: inout MQTTMessage) {
        guard let list else { return }
        var seconds: UInt32 = 0
        if mosquitto_property_read_int32(list, Int32(MQTT_PROP_MESSAGE_EXPIRY_INTERVAL.rawValue), &seconds, false)
            != nil
        {
            message.expirySeconds = seconds
        }
        message.responseTopic = text(list, Int32(MQTT_PROP_RESPONSE_TOPIC.rawValue))
        message.correlationData = bytes(list, Int32(MQTT_PROP_CORRELATION_DATA.rawValue))
    }

    /// The broker's own limit on unacknowledged messages, from CONNACK.
    static func receiveMaximum(_ list: OpaquePointer?) -> Int? {
        guard let list else { return nil }
        var value: UInt16 = 0
        let id = Int32(MQTT_PROP_RECEIVE_MAXIMUM.rawValue)
        return mosquitto_property_read_int16(list, id, &value, false) == nil ? nil : Int(value)
    }

    /// The library allocates the copy; it is freed here.
    private static func text(_ list: OpaquePointer, _ id: Int32) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        guard mosquitto_property_read_string(list, id, &value, false) != nil, let value else { return nil }
        defer { Glibc.free(value) }
        return String(cString: value)
    }

    /// The library allocates the copy; it is freed here.
    private static func bytes(_ list: OpaquePointer, _ id: Int32) -> [UInt8]? {
        var value: UnsafeMutableRawPointer?
        var length: UInt16 = 0
        guard mosquitto_property_read_binary(list, id, &value, &length, false) != nil else { return nil }
        defer { Glibc.free(value) }
        return [UInt8](UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : Int(length)))
    }
}
