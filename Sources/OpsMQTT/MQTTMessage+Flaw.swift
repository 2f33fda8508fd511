extension MQTTMessage {
    /// Why the protocol or our limits cannot carry it; nil when they can.
    var flaw: String? {
        if topic.isEmpty || topic.utf8.count > 65_535 { return "the topic is empty or too long" }
        if topic.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "+") }) {
            return "the topic holds a wildcard or NUL"
        }
        if payload.count > Self.maximumPayloadBytes { return "the payload is longer than 1 MiB" }
        if !(0...2).contains(qos) { return "the quality of service is not 0, 1 or 2" }
        if (responseTopic?.utf8.count ?? 0) > 65_535 || (correlationData?.count ?? 0) > 65_535 {
            return "a property is longer than 64 KiB"
        }
        return nil
    }
}
