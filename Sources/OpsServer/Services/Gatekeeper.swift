import OpsCore

/// A person at the other end of the Unix socket, as the kernel names them.
public struct LocalPeer: Hashable, Sendable {
    public var uid: UInt32
    public var gid: UInt32
    public var pid: Int32

    public init(uid: UInt32, gid: UInt32, pid: Int32) {
        self.uid = uid
        self.gid = gid
        self.pid = pid
    }
}

/// What a request shows of its sender.
public struct Credentials: Sendable {
    /// From `x-api-key` or `Authorization: Bearer`.
    public var key: String?
    /// From `x-admin-key`.
    public var adminKey: String?
    /// Set on the Unix socket alone.
    public var peer: LocalPeer?
    /// The client's address after the trusted-proxy walk; `local` on the Unix socket.
    public var address: String

    public init(key: String?, adminKey: String?, peer: LocalPeer?, address: String) {
        self.key = key
        self.adminKey = adminKey
        self.peer = peer
        self.address = address
    }
}

/// Who is let in, and how often.
public protocol Gatekeeper: Sendable {
    /// Names the caller, without waiting for anything. No credentials: a caller by address, whose role is nil where keys
    /// are required and operator where they are not. A wrong, paused or revoked key, or a local user without rights,
    /// throws ``Refusal``. The right admin key is noted beside a key of any scope, and opens the routes that ask for
    /// both; the admin role it gives beside a key of scope operator alone.
    func identify(_ credentials: Credentials) throws(Refusal) -> Caller
    /// Counts one request. Never waits for Redis longer than a few milliseconds and never fails.
    nonisolated(nonsending) func admit(_ caller: Caller, address: String, to limit: LimitClass) async
        -> RateLimitDecision
    /// Where the caller stands, without counting; asks nobody.
    func standing(of caller: Caller, address: String, under limit: LimitClass) -> RateLimitDecision
}
