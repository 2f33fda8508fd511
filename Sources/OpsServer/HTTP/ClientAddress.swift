/// Who a connection's client is, by address.
struct ClientAddress: Equatable, Sendable {
    var address: String
    /// A loopback peer, and no header says that it forwards for somebody else.
    var isPlainLoopback: Bool
    /// A trusted proxy says that the client came over TLS.
    var isSecure: Bool

    /// The other end of the Unix socket.
    static let local = ClientAddress(address: "local", isPlainLoopback: false, isSecure: false)
}
