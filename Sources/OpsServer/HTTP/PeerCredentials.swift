import Glibc
import NIOCore

/// Who is at the other end of a Unix socket, as the kernel recorded it when the peer connected.
enum PeerCredentials {
    /// The peer of `channel`; nil where the channel is no Unix socket.
    ///
    /// - Throws: the `getsockopt` error; such a connection must be refused, not taken for a TCP one.
    static func of(_ channel: any Channel) async throws -> LocalPeer? {
        guard isLocal(channel) else { return nil }
        guard let options = channel as? any SocketOptionProvider else { throw ChannelError.operationUnsupported }
        let found: KernelCredentials = try await options.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
        ).get()
        return LocalPeer(uid: found.uid, gid: found.gid, pid: found.pid)
    }

    /// `struct ucred` of unix(7), which Glibc's module leaves out: three 32-bit fields, which is exactly what the option fills.
    private struct KernelCredentials: Sendable {
        var pid: Int32 = 0
        var uid: UInt32 = 0
        var gid: UInt32 = 0
    }

    /// True for a connection over a Unix socket.
    static func isLocal(_ channel: any Channel) -> Bool {
        if case .unixDomainSocket = channel.localAddress { return true }
        return false
    }
}
