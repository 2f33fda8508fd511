/// What one server lets its clients take: connections, header sizes, times.
///
/// Left for later: a cap on connections per address, and a least rate for bodies (a body has a deadline instead).
public struct HTTPLimits: Sendable {
    /// Connections at a time, a listener each; more wait in the backlog of the kernel.
    public var connections = 512
    /// Open `/ops/stream` responses at a time, over both listeners.
    public var streams = 64
    /// Bytes of all header fields of a request.
    public var headerBytes = 16_384
    /// Header fields of a request.
    public var headerCount = 100
    /// How long a connection may be without a whole request; this also ends one whose header trickles in.
    public var idle = Duration.seconds(30)
    /// How long a body may take to arrive.
    public var body = Duration.seconds(10)
    /// Between two keep-alive comments on a quiet stream; a client that takes nothing for as long is cut off.
    public var keepAlive = Duration.seconds(15)
    /// Records that wait for a slow stream client before it is cut off.
    public var streamBuffer = 256
    /// How long requests in flight may still run once the server stops.
    public var shutdown = Duration.seconds(10)

    public init() {}
}
