import Glibc

/// One server program: how it is started, when it is ready, how it is asked to end. Starting it again uses the
/// same settings and the same address.
public final class ServerProcess: Sendable {
    let name: String
    private let launch: ChildLaunch
    private let logPath: String
    private let stopSignal: Int32
    private let isReady: @Sendable () -> Bool
    private let child = LockedState<ChildProcess?>(nil)

    init(
        name: String, launch: ChildLaunch, logPath: String, stopSignal: Int32 = SIGTERM,
        isReady: @escaping @Sendable () -> Bool
    ) {
        self.name = name
        self.launch = launch
        self.logPath = logPath
        self.stopSignal = stopSignal
        self.isReady = isReady
    }

    deinit { current?.killGroup() }

    /// The child that was started last.
    var current: ChildProcess? { child.with { $0 } }

    /// Starts the program and waits until it answers.
    func start(within limit: Duration = .seconds(15)) async throws(ChildError) {
        var launch = launch
        launch.outputPath = logPath
        let started = try await ChildProcess.spawn(launch)
        child.with { $0 = started }
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        while clock.now < deadline {
            // The program's end cuts the pause short.
            if let exit = await started.exited(within: .milliseconds(10)) {
                throw .endedEarly(program: name, status: "\(exit)", log: ServerLog.tail(logPath))
            }
            if isReady() { return }
        }
        started.killGroup()
        throw .notReady(program: name, seconds: limit / .seconds(1), log: ServerLog.tail(logPath))
    }

    /// Ends the child that runs, if any.
    func stop() async {
        await current?.terminate(signal: stopSignal, grace: .seconds(5))
    }
}
