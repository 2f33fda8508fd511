/// A real server that is a child of ours.
public protocol ChildServer: AnyObject, Sendable {
    /// The program behind it.
    var process: ServerProcess { get }
    /// Ends the server and frees what it owns.
    func stop() async
}

extension ChildServer {
    /// The program's name, for logs.
    public var name: String { process.name }

    /// The process id of the child that was started last; 0 when there never was one.
    public var pid: Int32 { process.current?.pid ?? 0 }

    /// Whether it runs.
    public var isRunning: Bool { process.current?.isRunning ?? false }

    /// How the child that was started last ended, once it has.
    public var exited: ChildExit {
        get async { await process.current?.exited ?? .status(0) }
    }

    /// Sends a signal; false when the server has ended.
    @discardableResult
    public func kill(_ signal: Int32) -> Bool { process.current?.kill(signal) ?? false }

    /// Ends the server where it runs, and starts it again with the same settings at the same address.
    ///
    /// - Throws: `ChildError.endedEarly` or `notReady`.
    public func restart() async throws(ChildError) {
        await process.stop()
        try await process.start()
    }

    /// Ends the server; its settings stay, so that `restart` can follow.
    public func stop() async { await process.stop() }

    /// Kills the server at once, without waiting; for a place that cannot wait.
    public func killNow() { process.current?.killGroup() }
}
