/// What one server lets its clients take: connections, sizes, times. An operator sets most of them; see ``Setting``.
public struct HTTPLimits: Sendable {
    /// TCP connections at a time.
    public var connections = 512
    /// TCP connections at a time from one address (IPv6: one /64) that is no trusted proxy.
    public var connectionsPerAddress = 128
    /// Connections at a time over the Unix socket; counted apart, so that a flood from outside locks nobody out.
    public var localConnections = 128
    /// Requests on one HTTP/1 connection; the last answer says `connection: close`.
    public var requestsPerConnection = 10_000
    /// Requests of one connection that may wait for their answers.
    public var pipeline = 64
    /// Streams at a time of one HTTP/2 connection.
    public var http2Streams = 64
    /// Open `/ops/stream` responses at a time, over both listeners.
    public var streams = 64
    /// Streams at a time of one key, or of one address where no key is needed.
    public var streamsPerKey = 8
    /// Streams at a time of one local user.
    public var streamsPerUser = 16
    /// Of all ``streams``, the places that only local users may take; at most half of them.
    public var streamsForUsers = 16
    /// Bytes of all header fields of a request.
    public var headerBytes = 16_384
    /// Header fields of a request.
    public var headerCount = 100
    /// Bytes of a request's target.
    public var targetBytes = 8_192
    /// How long a connection may be silent between two requests.
    public var idle = Duration.seconds(30)
    /// How long a header may take from its first byte, and a TLS handshake from the connection.
    public var header = Duration.seconds(10)
    /// How long a body may take to arrive.
    public var body = Duration.seconds(30)
    /// How long a body may take before the least rate counts.
    public var bodyGrace = Duration.seconds(5)
    /// Bytes a second that a body must arrive at, on average.
    public var bodyRate = 1_000
    /// How long a client may take nothing of an answer.
    public var write = Duration.seconds(30)
    /// Between two keep-alive comments on a quiet stream; a client that takes nothing for as long is cut off.
    public var keepAlive = Duration.seconds(15)
    /// Records that wait for a slow stream client before it is cut off.
    public var streamBuffer = 1_024
    /// How long requests in flight may still run once the server stops.
    public var shutdown = Duration.seconds(10)

    public init() {}
}
