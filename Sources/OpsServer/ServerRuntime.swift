import Foundation
import Logging
import OpsCore
import OpsMetrics
import OpsRedis
import OpsStorage
import ServiceLifecycle

/// The operations server in this process: started whole, stopped whole, the same for `serve`, the demo and the server
/// inside a dashboard.
public final class ServerRuntime: Sendable {
    /// How long a stop may take before what is left is cut off.
    static let stopLimit = Duration.seconds(10)

    /// Where it is reached.
    public let bound: HTTPServer.Bound
    let core: OperationsCore
    private let group: ServiceGroup
    private let running: Task<Void, any Error>
    private let ending: Guarded<String?>

    init(
        bound: HTTPServer.Bound, core: OperationsCore, group: ServiceGroup, running: Task<Void, any Error>,
        ending: Guarded<String?>
    ) {
        self.ending = ending
        self.bound = bound
        self.core = core
        self.group = group
        self.running = running
    }

    /// Starts a server and returns once it answers on all its addresses.
    ///
    /// - Throws: ``ServerStartError`` and the errors of storage and listeners, each one line for a person.
    public static func start(_ configuration: ServerConfiguration, logger: Logger) async throws -> ServerRuntime {
        try await ServerAssembly(configuration: configuration, logger: logger).start()
    }

    /// Streams that are open now: dashboards and followers, this process' own included.
    public var attachedCount: Int { get async { await core.bus.subscriberCount } }

    /// Valve commands that have not ended.
    public var commandsUnderWay: Int { get async { await core.valveService.runs.count } }

    /// Re-reads the keys, as `POST /ops/reload-auth` does.
    public func reloadKeys(by person: String) async throws -> KeyReload {
        let caller = Caller(identity: .local(user: person), role: .admin)
        return try await core.reloadKeys(by: caller, requestID: "signal-\(UInt32.random(in: .min ... .max))")
    }

    /// Re-reads the rule files, as `POST /-/reload` does.
    public func reloadRules(by person: String) async throws -> RuleReload {
        let caller = Caller(identity: .local(user: person), role: .admin)
        return try await core.reloadRules(by: caller, requestID: "signal-\(UInt32.random(in: .min ... .max))")
    }

    /// Returns when no stream is open and no command is under way, or when the server ended.
    public func idle() async {
        while await isBusy {
            do { try await Task.sleep(for: .seconds(1)) } catch { return }
        }
    }

    private var isBusy: Bool {
        get async {
            if await core.bus.isClosed { return false }
            if await attachedCount > 0 { return true }
            return await commandsUnderWay > 0
        }
    }

    /// Why the server ended by itself, in one line; nil while it serves or where it was told to end.
    public var failure: String? { ending.value }

    /// Returns when the server ended, by ``stop()`` or by itself; throws what ended it.
    public func finished() async throws { try await running.value }

    /// Ends streams, lets requests in flight finish, closes links and storage. Harmless when repeated. Returns in time
    /// also where storage hangs: what was committed is safe, what was not is settled at the next start.
    public func stop() async {
        await core.bus.close()
        await group.triggerGracefulShutdown()
        _ = await Patience.wait(Self.stopLimit + .seconds(5), for: { [running] in _ = await running.result })
        await core.shutDown()
        LogSinks.shared.flush()
    }
}
