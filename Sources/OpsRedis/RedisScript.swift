/// A Lua script, run by its hash once Redis knows it.
public struct RedisScript: Sendable, Equatable {
    /// A name unique among the scripts of one client.
    public let name: String
    /// The Lua text.
    public let source: String

    public init(name: String, source: String) {
        self.name = name
        self.source = source
    }
}
