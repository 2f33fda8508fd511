/// A key in a reload's answer: named by tenant and a public id, never by its value.
public struct KeyReference: Codable, Hashable, Sendable {
    public var tenant: String
    /// As ``KeyStatus/id``: tells keys apart, opens nothing.
    public var keyId: String
    /// Where the key is set: `environment`, the name of a file, `store`.
    public var source: String

    public init(tenant: String, keyId: String, source: String) {
        self.tenant = tenant
        self.keyId = keyId
        self.source = source
    }
}

/// What `POST /ops/reload-auth` did (CONTRACT row A4).
public struct KeyReload: Codable, Equatable, Sendable {
    public struct Rejection: Codable, Equatable, Sendable {
        public var source: String
        public var reason: String

        public init(source: String, reason: String) {
            self.source = source
            self.reason = reason
        }
    }

    /// How many tenants and keys there are now.
    public var tenants: Int
    public var keys: Int
    public var added: [KeyReference]
    public var removed: [KeyReference]
    public var unchanged: Int
    public var rejected: [Rejection]
    /// Things a person should know, e.g. that a key from the process environment cannot be removed by a reload.
    public var notes: [String]
    /// The environment file that the server reads, in full and with links resolved; nil where it reads none.
    public var envFile: String?

    public init(
        tenants: Int, keys: Int, added: [KeyReference], removed: [KeyReference], unchanged: Int,
        rejected: [Rejection] = [], notes: [String] = [], envFile: String? = nil
    ) {
        self.tenants = tenants
        self.keys = keys
        self.added = added
        self.removed = removed
        self.unchanged = unchanged
        self.rejected = rejected
        self.notes = notes
        self.envFile = envFile
    }
}
