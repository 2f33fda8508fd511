import OpsChildren

/// A mosquitto of a test's own. It dies with its last reference, and with the test process.
public final class TestBroker: Sendable {
    public let server: MosquittoServer
    public let directory: PrivateDirectory

    /// The TCP port on 127.0.0.1.
    public var port: Int { server.port }
    /// The address without an account.
    public var url: String { server.url }

    private init(server: MosquittoServer, directory: PrivateDirectory) {
        self.server = server
        self.directory = directory
    }

    deinit {
        server.killNow()
        directory.remove()
    }

    /// - Parameter port: a chosen port; nil takes a free one.
    /// - Throws: `ChildError`; a missing program names its package.
    public static func start(
        accounts: [MosquittoAccount] = [], port: Int? = nil, maximumPacketBytes: Int = 2_097_152
    ) async throws -> TestBroker {
        let directory = try PrivateDirectory()
        do {
            let server = try await MosquittoServer.start(
                in: directory, accounts: accounts, port: port, maximumPacketBytes: maximumPacketBytes)
            return TestBroker(server: server, directory: directory)
        } catch {
            directory.remove()
            throw error
        }
    }

    /// Runs a body with a broker that ends with it, however it ends.
    public static func with<Result>(
        accounts: [MosquittoAccount] = [], isolation: isolated (any Actor)? = #isolation,
        _ body: (TestBroker) async throws -> Result
    ) async throws -> Result {
        let broker = try await start(accounts: accounts)
        do {
            let result = try await body(broker)
            await broker.stop()
            return result
        } catch {
            await broker.stop()
            throw error
        }
    }

    /// Ends the broker and removes its files.
    public func stop() async {
        await server.stop()
        directory.remove()
    }
}
