import Hummingbird
import Logging
import NIOCore
import OpsCore
import ServiceLifecycle

@testable import OpsServer

/// A real HTTP server on loopback for a test.
struct LoopbackServer: Sendable {
    let port: Int
    private let group: ServiceGroup
    private let running: Task<Void, any Error>

    static func start(_ router: Router<BasicRequestContext>) async throws -> LoopbackServer {
        let logger = Logger(label: "loopback") { _ in SwiftLogNoOpLogHandler() }
        let (ports, feed) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { feed.yield($0.localAddress?.port ?? 0) }, logger: logger)
        let group = ServiceGroup(orderly: [application], within: .milliseconds(500), logger: logger)
        let running = Task {
            defer { feed.finish() }
            try await group.run()
        }
        return LoopbackServer(port: await ports.first { _ in true } ?? 0, group: group, running: running)
    }

    /// Ends the server: its port refuses connections then. What is still being answered after a while is cut off, but only
    /// once nothing is accepted any more: NIO traps where a server is cancelled that has accepted what it does not serve yet.
    func stop() async {
        await group.triggerGracefulShutdown()
        _ = await running.result
    }
}
