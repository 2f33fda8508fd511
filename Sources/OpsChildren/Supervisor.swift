import Logging

/// Keeps one server alive: whenever it dies it is started again with the same settings at the same address.
public final class Supervisor: Sendable {
    private struct State {
        var task: Task<Void, Never>?
        var stopping = false
        var restarts = 0
    }

    private let server: any ChildServer
    private let logger: Logger
    private let state = LockedState(State())

    /// - Parameter server: started already.
    public init(_ server: any ChildServer, logger: Logger = Logger(label: "opstui.supervisor")) {
        self.server = server
        self.logger = logger
    }

    /// How often the server has been started again.
    public var restarts: Int { state.with { $0.restarts } }

    /// Begins to watch; harmless when repeated.
    public func start() {
        state.with { state in
            guard state.task == nil, !state.stopping else { return }
            state.task = Task { await self.watch() }
        }
    }

    /// Stops watching, then ends the server; returns when both are done.
    public func stop() async {
        let task = state.with { state in
            state.stopping = true
            return state.task
        }
        task?.cancel()
        await server.stop()
        await task?.value
        await server.stop()  // a restart may have been under way
    }

    private var stopping: Bool { state.with { $0.stopping } }

    private func watch() async {
        var delay = RestartDelay()
        let clock = ContinuousClock()
        var started = clock.now
        while !stopping {
            let exit = await server.exited
            if stopping { return }
            let lived = (clock.now - started) / .seconds(1)
            let pause = delay.next(livedSeconds: lived, jitter: .random(in: 0...1))
            logger.warning("\(server.name) ended (\(exit)); starting it again in \(Int(pause * 1000)) ms")
            try? await Task.sleep(for: .seconds(pause))
            if stopping { return }
            started = clock.now
            await startAgain()
        }
    }

    private func startAgain() async {
        do {
            try await server.restart()
            state.with { $0.restarts += 1 }
        } catch {
            logger.error("\(server.name) does not start: \(error)")
        }
    }
}
