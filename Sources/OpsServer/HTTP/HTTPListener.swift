import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// One listening address as a service.
struct HTTPListener: Service {
    let address: BindAddress
    /// The address for a person.
    let name: String
    let limits: HTTPLimits
    let exchange: HTTPExchange
    let logger: Logger
    let onBound: @Sendable (any Channel) -> Void

    func run() async throws {
        let socket = Guarded<SocketFile?>(nil)
        defer { socket.value?.removeIfOurs() }
        let exchange = exchange
        let server = try HTTPServerBuilder.http1(configuration: channelConfiguration).buildServer(
            configuration: .init(
                address: address, backlog: 256,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: logger)),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: quietLogger
        ) { request, writer, channel in
            try await exchange.respond(to: request, writer, on: channel)
        } onServerRunning: { channel in
            if let path = channel.localAddress?.pathname {
                chmod(path, HTTPServer.socketMode)
                socket.with { $0 = SocketFile(path: path) }
            }
            onBound(channel)
        }
        do {
            try await server.run()
        } catch let error as IOError {
            throw ListenError(address: name, cause: String(cString: strerror(error.errnoCode)))
        }
    }

    private var channelConfiguration: HTTP1Channel.Configuration {
        .init(
            additionalChannelHandlers: [ConnectionIntentHandler.Installer()],
            idleTimeout: .nanoseconds(limits.idle.wholeNanoseconds),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes,
                maxHeaderFieldCount: limits.headerCount))
    }

    /// Hummingbird says at `info` where it listens; our own start message says it once for all addresses.
    private var quietLogger: Logger {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        return quiet
    }
}
