import CMosquitto
import Glibc

/// One session's handle of the C library, owned by one thread. A handle is never used for a second session: the
/// library would send what was in flight once more.
final class MQTTHandle {
    /// A call that the library refused.
    struct Failure: Error {
        let reason: String
        /// Whether the message at hand is at fault, rather than the link.
        var concernsMessage = false
    }

    /// The library's own handle; freed in `deinit`, after which no callback can come.
    private let raw: OpaquePointer
    private let version: MQTTVersion
    private var events: [HandleEvent] = []
    private var pinged = false

    init(_ configuration: MQTTConfiguration, _ version: MQTTVersion = .v5) throws(Failure) {
        self.version = version
        MQTTLibrary.prepare()
        guard let raw = mosquitto_new(configuration.clientID, true, nil) else {
            throw Failure(reason: MQTTReason.failure(Int32(MOSQ_ERR_ERRNO.rawValue)))
        }
        self.raw = raw
        // The handle does not outlive self, and callbacks come only during calls made by self.
        mosquitto_user_data_set(raw, Unmanaged.passUnretained(self).toOpaque())
        setCallbacks()
        try configure(configuration)
    }

    deinit { mosquitto_destroy(raw) }

    /// The socket to poll; -1 when there is none.
    var socket: Int32 { mosquitto_socket(raw) }

    /// Whether bytes wait to be written.
    var wantsWrite: Bool { mosquitto_want_write(raw) }

    /// What has happened since the last call.
    func takeEvents() -> [HandleEvent] {
        defer { events = [] }
        return events
    }

    /// Begins to connect. The name is looked up here, which may block this thread for some seconds.
    func connect(_ configuration: MQTTConfiguration) throws(Failure) {
        limitPackets(configuration)
        errno = 0
        let result = mosquitto_connect_async(
            raw, configuration.host, Int32(clamping: configuration.port), Int32(configuration.keepAliveSeconds))
        if result != MOSQ_ERR_CONN_PENDING.rawValue { try check(result) }
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
    }

    /// Asks the broker for nothing longer than 16 MiB: the library makes room for as many bytes as a packet announces.
    ///
    /// The library takes properties of CONNECT only with its blocking call; without a host that keeps them for the
    /// connection to come and refuses. Should it not, packets of any length still are cut off where they are taken in.
    private func limitPackets(_ configuration: MQTTConfiguration) {
        guard version == .v5 else { return }
        var list: OpaquePointer?
        defer { MessageProperties.free(list) }
        mosquitto_property_add_int32(&list, Int32(MQTT_PROP_MAXIMUM_PACKET_SIZE.rawValue), 16 << 20)
        mosquitto_connect_bind_v5(raw, nil, 0, Int32(configuration.keepAliveSeconds), nil, list)
    }

    /// Sends SUBSCRIBE; returns its id. Options of a subscription are MQTT 5's alone.
    func subscribe(_ subscription: MQTTSubscription) throws(Failure) -> Int32 {
        var id: Int32 = 0
        let wanted = Int32(subscription.retainHandling & 3) << 4 | (subscription.noLocal ? 4 : 0)
        let options = version == .v5 ? wanted : 0
        try check(
            mosquitto_subscribe_v5(raw, &id, subscription.filter, Int32(subscription.qos), options, nil))
        return id
    }

    /// Hands a message over; returns its id. The library copies it during the call.
    func publish(_ message: MQTTMessage) throws(Failure) -> Int32 {
        var id: Int32 = 0
        let properties = version == .v5 ? MessageProperties.make(message) : nil
        defer { MessageProperties.free(properties) }
        let result = message.payload.withUnsafeBytes { bytes in
            mosquitto_publish_v5(
                raw, &id, message.topic, Int32(bytes.count), bytes.baseAddress, Int32(message.qos), message.retain,
                properties)
        }
        try check(result)
        return id
    }

    /// Reads what has come: until three calls in a row bring nothing, at most 512 packets. (With TLS, bytes may wait
    /// in the library where `poll` does not see them.)
    func read() throws(Failure) {
        var idle = 0
        for _ in 0..<512 where idle < 3 {
            let before = events.count
            try check(mosquitto_loop_read(raw, 1))
            idle = events.count == before ? idle + 1 : 0
        }
    }

    func write() throws(Failure) { try check(mosquitto_loop_write(raw, 1)) }

    /// Lets the library keep the link alive.
    ///
    /// - Returns: whether it sent a ping. The library tells that through its log alone; were its words to change,
    ///   its own slower detection remains.
    func housekeep() throws(Failure) -> Bool {
        pinged = false
        mosquitto_log_callback_set(raw) { _, context, _, text in
            guard let text, strstr(text, "PINGREQ") != nil else { return }
            MQTTHandle.from(context)?.pinged = true
        }
        let result = mosquitto_loop_misc(raw)
        mosquitto_log_callback_set(raw, nil)
        try check(result)
        return pinged
    }

    /// Says goodbye, so that the broker does not publish the will.
    func disconnect() { mosquitto_disconnect_v5(raw, 0, nil) }

    /// Makes the coming close throw away what the kernel has not sent yet.
    func discardUnsent() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    /// Whether the connection has ended and nothing is left to be read.
    var peerHasClosed: Bool {
        var byte: UInt8 = 0
        let count = recv(socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)
    }

    /// The error of a connection that could not be made; nil when there is none.
    func socketError() -> String? {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &length) == 0, code != 0 else { return nil }
        return String(cString: strerror(code))
    }

    private func check(_ result: Int32) throws(Failure) {
        let code = errno
        guard result == MOSQ_ERR_SUCCESS.rawValue else {
            throw Failure(
                reason: MQTTReason.failure(result, errno: code), concernsMessage: Self.messageFaults.contains(result))
        }
    }

    /// Refusals made before the library takes anything.
    private static let messageFaults = Set(
        [
            MOSQ_ERR_INVAL, MOSQ_ERR_PAYLOAD_SIZE, MOSQ_ERR_MALFORMED_UTF8, MOSQ_ERR_QOS_NOT_SUPPORTED,
            MOSQ_ERR_OVERSIZE_PACKET, MOSQ_ERR_RETAIN_NOT_SUPPORTED,
        ].map(\.rawValue))

    private func configure(_ configuration: MQTTConfiguration) throws(Failure) {
        try check(mosquitto_int_option(raw, MOSQ_OPT_PROTOCOL_VERSION, version.number))
        try check(mosquitto_int_option(raw, MOSQ_OPT_SEND_MAXIMUM, 100))
        try check(mosquitto_int_option(raw, MOSQ_OPT_TCP_NODELAY, 1))
        if let username = configuration.username {
            try check(mosquitto_username_pw_set(raw, username, configuration.password))
        }
        if configuration.tls { try encrypt(configuration) }
        if let will = configuration.will { try setWill(will) }
    }

    /// A key that is locked by a passphrase is refused: the library would ask for it on the terminal.
    private func encrypt(_ configuration: MQTTConfiguration) throws(Failure) {
        guard configuration.caFile != nil || configuration.certificateFile != nil else {
            return try check(mosquitto_int_option(raw, MOSQ_OPT_TLS_USE_OS_CERTS, 1))
        }
        // With a certificate of ours but no authority named, those of the system are where Debian keeps them.
        let directory = configuration.caFile == nil ? "/etc/ssl/certs" : nil
        let result = mosquitto_tls_set(
            raw, configuration.caFile, directory, configuration.certificateFile, configuration.keyFile
        ) { _, _, _, _ in 0 }
        guard result != MOSQ_ERR_INVAL.rawValue else {
            throw Failure(reason: "a TLS file (authority, certificate or key) cannot be read")
        }
        try check(result)
    }

    private func setWill(_ will: MQTTMessage) throws(Failure) {
        let properties = version == .v5 ? MessageProperties.make(will) : nil
        let result = will.payload.withUnsafeBytes { bytes in
            mosquitto_will_set_v5(
                raw, will.topic, Int32(bytes.count), bytes.baseAddress, Int32(will.qos), will.retain, properties)
        }
        // On success the list belongs to the library.
        if result != MOSQ_ERR_SUCCESS.rawValue { MessageProperties.free(properties) }
        try check(result)
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> MQTTHandle? {
        context.map { Unmanaged<MQTTHandle>.fromOpaque($0).takeUnretainedValue() }
    }

    private func setCallbacks() {
        mosquitto_connect_v5_callback_set(raw) { _, context, reason, _, properties in
            let maximum = MessageProperties.receiveMaximum(properties)
            MQTTHandle.from(context)?.events.append(.connectAcknowledged(reason: reason, receiveMaximum: maximum))
        }
        mosquitto_subscribe_v5_callback_set(raw) { _, context, id, count, codes, _ in
            // The codes live as long as the call.
            let list = Array(UnsafeBufferPointer(start: codes, count: codes == nil ? 0 : Int(max(0, count))))
            MQTTHandle.from(context)?.events.append(.subscriptionAcknowledged(id: id, codes: list))
        }
        mosquitto_publish_v5_callback_set(raw) { _, context, id, reason, _ in
            MQTTHandle.from(context)?.events.append(.publishEnded(id: id, reason: reason))
        }
        mosquitto_message_v5_callback_set(raw) { _, context, message, properties in
            MQTTHandle.from(context)?.take(message, properties)
        }
        mosquitto_disconnect_v5_callback_set(raw) { _, context, reason, _ in
            MQTTHandle.from(context)?.events.append(.disconnected(reason: reason))
        }
    }

    /// Copies a received message, which lives as long as the callback.
    private func take(_ message: UnsafePointer<mosquitto_message>?, _ properties: OpaquePointer?) {
        guard let message = message?.pointee, let topic = message.topic else { return }
        let count = Int(max(0, message.payloadlen))
        let isTooLong = count > MQTTMessage.maximumPayloadBytes
        let payload = [UInt8](
            UnsafeRawBufferPointer(
                start: message.payload, count: message.payload == nil || isTooLong ? 0 : count))
        var copy = MQTTMessage(
            topic: String(cString: topic), payload: payload, qos: Int(message.qos), retain: message.retain)
        copy.wasTooLong = isTooLong
        MessageProperties.read(properties, into: &copy)
        events.append(.message(copy))
    }
}
