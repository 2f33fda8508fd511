import NIOCore

/// Who is at the other end of a connection: the same for all its requests, so asked of the system once.
struct ConnectionOrigin: Sendable {
    /// The user, on the Unix socket.
    let peer: LocalPeer?
    /// The peer's address; nil on the Unix socket.
    let address: String?
    /// The client of a request that nobody claims to have forwarded.
    let plain: ClientAddress

    /// - Throws: where the kernel does not say who uses the socket; such a connection must be refused.
    static func of(_ channel: any Channel, _ proxies: TrustedProxies) async throws -> ConnectionOrigin {
        if let peer = try await PeerCredentials.of(channel) {
            return ConnectionOrigin(peer: peer, address: nil, plain: .local)
        }
        let address = channel.remoteAddress?.ipAddress ?? "unknown"
        let plain = proxies.client(peer: address, forwardedFor: [], forwarded: false, forwardedProtocol: nil)
        return ConnectionOrigin(peer: nil, address: address, plain: plain)
    }
}
