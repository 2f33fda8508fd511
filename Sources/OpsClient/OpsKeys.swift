import OpsCore

/// The keys a client sends; none are needed on the Unix socket.
public struct OpsKeys: Sendable {
    public var key: Secret?
    public var adminKey: Secret?

    public init(key: Secret? = nil, adminKey: Secret? = nil) {
        self.key = key
        self.adminKey = adminKey
    }
}
