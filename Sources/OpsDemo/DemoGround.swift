import Logging
import OpsChildren
import OpsCore
import OpsPlant

/// What a demo stands on: a private directory, a broker and a Redis of its own, each kept alive, and the accounts.
struct DemoGround: Sendable {
    static let site = "main"

    let directory: PrivateDirectory
    let broker: MosquittoServer
    let redis: RedisServer
    let serverPassword: Secret
    let dashboardPassword: Secret
    let devicePasswords: [String: Secret]
    private let supervisors: [Supervisor]

    /// Makes the directory and starts both servers; what was started is ended again where the rest fails.
    static func lay(valves: [ValveConfiguration], logger: Logger) async throws -> DemoGround {
        PrivateDirectory.sweep()
        let directory = try PrivateDirectory()
        do {
            return try await lay(in: directory, valves: valves, logger: logger)
        } catch {
            directory.remove()
            throw error
        }
    }

    private static func lay(
        in directory: PrivateDirectory, valves: [ValveConfiguration], logger: Logger
    ) async throws -> DemoGround {
        let (server, dashboard) = (Secret.random(), Secret.random())
        let devices = Dictionary(uniqueKeysWithValues: valves.map { ($0.id, Secret.random()) })
        let broker = try await MosquittoServer.start(
            in: directory, accounts: accounts(valves, server: server, dashboard: dashboard, devices: devices))
        do {
            let redis = try await RedisServer.start(in: directory)
            let supervisors = [Supervisor(broker, logger: logger), Supervisor(redis, logger: logger)]
            for supervisor in supervisors { supervisor.start() }
            return DemoGround(
                directory: directory, broker: broker, redis: redis, serverPassword: server,
                dashboardPassword: dashboard, devicePasswords: devices, supervisors: supervisors)
        } catch {
            await broker.stop()
            throw error
        }
    }

    /// How the simulated devices reach the broker.
    var plantBroker: PlantBroker {
        let passwords = devicePasswords
        return PlantBroker(host: "127.0.0.1", port: broker.port) { id in
            passwords[id].map { PlantBroker.Account(user: id, password: $0) }
        }
    }

    /// Ends both servers and removes the directory.
    func clear() async {
        for supervisor in supervisors { await supervisor.stop() }
        directory.remove()
    }
}
