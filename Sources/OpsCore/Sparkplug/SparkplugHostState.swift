import Foundation

/// What a host application says of itself on `spBv1.0/STATE/{host}`: JSON, QoS 1, retained. The birth of a connection
/// and its will carry the same timestamp, so that edge nodes can tell an old death from a new one.
public struct SparkplugHostState: Codable, Equatable, Sendable {
    public var online: Bool
    /// Milliseconds since 1970.
    public var timestamp: Int64

    public init(online: Bool, timestamp: Int64) {
        self.online = online
        self.timestamp = timestamp
    }

    /// The topic of a host; nil where `host` is no name.
    public static func topic(host: String) -> String? {
        SparkplugTopic.isName(host) ? "\(SparkplugTopic.namespace)/STATE/\(host)" : nil
    }

    /// Reads a state; nil where it is none.
    public static func decode(_ bytes: [UInt8]) -> SparkplugHostState? {
        guard bytes.count <= 1024 else { return nil }
        return try? JSONDecoder().decode(SparkplugHostState.self, from: Data(bytes))
    }

    /// The state's bytes.
    public var bytes: [UInt8] { Array(#"{"online":\#(online),"timestamp":\#(timestamp)}"#.utf8) }
}
