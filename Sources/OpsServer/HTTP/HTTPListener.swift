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
    let channel: EdgeChannel
    let logger: Logger
    let onBound: @Sendable (any Channel) -> Void

    func run() async throws {
        let socket = Guarded<SocketFile?>(nil)
        defer { socket.value?.removeIfOurs() }
        let server = channel.server(
            configuration: .init(address: address, backlog: 256),
            onServerRunning: { [logger] channel in
                if let path = channel.localAddress?.pathname {
                    chmod(path, HTTPServer.socketMode)
                    SocketSharing.open(path, logger)
                    socket.with { $0 = SocketFile(path: path) }
                }
                onBound(channel)
            }, eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: quietLogger)
        do {
            try await server.run()
        } catch let error as IOError {
            throw ListenError(address: name, cause: String(cString: strerror(error.errnoCode)))
        }
    }

    /// Hummingbird says at `info` where it listens; our own start message says it once for all addresses.
    private var quietLogger: Logger {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        return quiet
    }
}
