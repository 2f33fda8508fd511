import HTTPTypes
import NIOConcurrencyHelpers
import OpsCore

/// What the edge learns of one request as it goes down the chain, for those further up: the log, the metrics, the headers.
///
/// A context is a value and flows only downwards; this one box flows back.
struct RequestRecord: Sendable {
    struct Facts: Sendable {
        var requestID = ""
        /// The id was made here, not sent along.
        var isOwnID = false
        var traceparent: String?
        /// The client after the trusted-proxy walk; `local` on the Unix socket.
        var address = ""
        /// True where the route is open to this host and the connection is a loopback one that no proxy forwarded.
        var isPlainLoopback = false
        /// True where the client used TLS: with this process, or with a trusted proxy that says so.
        var isSecure = false
        /// Set where the connection refuses the request; see ``WireFault``.
        var fault: WireFault?
        var peer: LocalPeer?
        /// The route's entry in the one table; nil for a path or method that is in none.
        var policy: RoutePolicy?
        var caller: Caller?
        /// Headers that every answer to this request bears, however it ends.
        var headers = HTTPFields()
        /// Where the caller stands; nil until the request was counted.
        var standing: RateLimitStanding?
        var body = BodyState.untouched
        /// Tells a client that waits for it to send its body (`100 Continue`); taken by whoever reads the body.
        var leaveToSend: (@Sendable () async throws -> Void)?
        /// How long the request waited because its sender asked for that (`Prefer: wait=N`); no part of its latency.
        var waited = Duration.zero
    }

    /// What became of the request's body; decides whether the connection can be used again. `streaming`: the answer is a
    /// stream, which ends with its connection.
    enum BodyState: Sendable { case untouched, complete, abandoned, streaming }

    private let facts = NIOLockedValueBox(Facts())

    /// A copy of what is known so far; where one or two facts are wanted, ``read(_:)`` is cheaper.
    var value: Facts { facts.withLockedValue { $0 } }

    /// What `take` makes of the facts, without copying them all.
    func read<Taken>(_ take: (Facts) throws -> Taken) rethrows -> Taken { try facts.withLockedValue { try take($0) } }

    /// Puts `facts` in the place of what was known.
    func replace(by facts: Facts) { self.facts.withLockedValue { $0 = facts } }

    func update(_ change: (inout Facts) -> Void) { facts.withLockedValue(change) }
}
