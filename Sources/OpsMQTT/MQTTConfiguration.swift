/// Where a broker is and how to speak to it. Its descriptions hide the password.
public struct MQTTConfiguration: Sendable {
    /// A host name or address.
    public var host: String
    /// The TCP port: 1883 by habit, 8883 with TLS.
    public var port: Int
    /// The account, where the broker asks for one.
    public var username: String?
    /// The account's password; never printed.
    public var password: String?
    /// The client's name at the broker; two clients with one name throw each other out.
    public var clientID: String
    /// Seconds without traffic after which the broker is asked for a sign of life: at least 5.
    public var keepAliveSeconds: Int
    /// What the broker publishes for us when the link dies without a goodbye.
    public var will: MQTTMessage?
    /// A file of certificates to trust instead of the system's; used with `tls`.
    public var caFile: String?
    /// A file with our own certificate, for brokers that ask for one; used with `tls`, together with `keyFile`.
    public var certificateFile: String?
    /// The certificate's key, not locked by a passphrase.
    public var keyFile: String?
    /// Whether the connection is encrypted and the broker's certificate checked.
    public var tls: Bool
    /// The first reconnect waits up to this many seconds.
    public var backoffBaseSeconds: Double
    /// No reconnect waits longer than this many seconds.
    public var backoffCapSeconds: Double
    /// Seconds from the start of a connection until the broker must have granted everything.
    public var connectTimeoutSeconds: Double
    /// Seconds that a ping or an unacknowledged publish may go without a byte from the broker
    /// before the link counts as dead.
    public var answerTimeoutSeconds: Double

    public init(
        host: String, port: Int, username: String? = nil, password: String? = nil, clientID: String,
        keepAliveSeconds: Int = 15, will: MQTTMessage? = nil, caFile: String? = nil,
        certificateFile: String? = nil, keyFile: String? = nil, tls: Bool = false,
        backoffBaseSeconds: Double = 1, backoffCapSeconds: Double = 60, connectTimeoutSeconds: Double = 10,
        answerTimeoutSeconds: Double = 5
    ) {
        self.host = host
        self.port = port
        self.username = username
        self.password = password
        self.clientID = clientID
        self.keepAliveSeconds = max(5, min(keepAliveSeconds, 65_535))
        self.will = will
        self.caFile = caFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.tls = tls
        self.backoffBaseSeconds = backoffBaseSeconds
        self.backoffCapSeconds = backoffCapSeconds
        self.connectTimeoutSeconds = connectTimeoutSeconds
        self.answerTimeoutSeconds = answerTimeoutSeconds
    }
}

extension MQTTConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String {
        "\(tls ? "mqtts" : "mqtt")://\(username.map { "\($0)@" } ?? "")\(host):\(port) as \(clientID)"
    }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["address": description]) }
}
