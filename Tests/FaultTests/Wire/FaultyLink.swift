import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// A way to the broker that a test can cut and hold up: a TCP proxy on a port of its own.
final class FaultyLink: Sendable {
    private struct State {
        var pairs: [ObjectIdentifier: (any Channel, any Channel)] = [:]
        var isHeld = false
        var isClosed = false
    }

    /// Connect here instead of to the broker.
    let port: Int
    private let listener: any Channel
    private let state: NIOLockedValueBox<State>

    private init(listener: any Channel, state: NIOLockedValueBox<State>) {
        self.listener = listener
        self.state = state
        port = listener.localAddress?.port ?? 0
    }

    static func start(to target: Int, group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton) async throws
        -> FaultyLink
    {
        let state = NIOLockedValueBox(State())
        let listener = try await ServerBootstrap(group: group)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { inbound in join(inbound, to: target, state) }
            .bind(host: "127.0.0.1", port: 0).get()
        return FaultyLink(listener: listener, state: state)
    }

    /// Both ends find their connection gone.
    func cut() {
        let pairs = state.withLockedValue { state in
            defer { state.pairs = [:] }
            return state.pairs.values.map { $0 }
        }
        for (inbound, outbound) in pairs {
            inbound.close(promise: nil)
            outbound.close(promise: nil)
        }
    }

    /// From now on nothing gets through; what is sent meanwhile arrives late, unless an end gives up.
    func hold() async { await setHeld(true) }

    /// Everything that was held up goes on.
    func letGo() async { await setHeld(false) }

    func close() async {
        state.withLockedValue { $0.isClosed = true }
        cut()
        try? await listener.close()
    }

    private func setHeld(_ isHeld: Bool) async {
        let pairs = state.withLockedValue { state in
            state.isHeld = isHeld
            return state.pairs.values.map { $0 }
        }
        for (inbound, outbound) in pairs {
            // Waited for, so that nothing gets through after a return; a connection that is gone holds nothing up.
            for channel in [inbound, outbound] { try? await channel.setOption(.autoRead, value: !isHeld).get() }
        }
    }

    private static func join(_ inbound: any Channel, to target: Int, _ state: NIOLockedValueBox<State>)
        -> EventLoopFuture<Void>
    {
        let connecting = ClientBootstrap(group: inbound.eventLoop)
            .channelOption(.autoRead, value: false)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: "127.0.0.1", port: target)
        connecting.whenFailure { _ in inbound.close(promise: nil) }
        // Both channels live on one loop, where this runs as well.
        return connecting.flatMapThrowing { outbound -> Void in
            try inbound.pipeline.syncOperations.addHandler(Pipe(to: outbound))
            try outbound.pipeline.syncOperations.addHandler(Pipe(to: inbound))
            let isHeld = state.withLockedValue { state in
                state.pairs[ObjectIdentifier(inbound)] = (inbound, outbound)
                return state.isHeld
            }
            inbound.closeFuture.whenComplete { _ in
                state.withLockedValue { $0.pairs[ObjectIdentifier(inbound)] = nil }
            }
            for channel in [inbound, outbound] { _ = channel.setOption(.autoRead, value: !isHeld) }
        }
    }

    /// Hands on what one end says to the other.
    private final class Pipe: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let other: any Channel

        init(to other: any Channel) { self.other = other }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            other.writeAndFlush(unwrapInboundIn(data), promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
