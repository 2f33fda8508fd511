/// A Redis that listens on a Unix socket alone and writes nothing to disk.
public final class RedisServer: ChildServer {
    public let process: ServerProcess
    /// The socket's path.
    public let socketPath: String
    /// `unix://PATH`.
    public var url: String { "unix://\(socketPath)" }

    private init(process: ServerProcess, socketPath: String) {
        self.process = process
        self.socketPath = socketPath
    }

    /// Starts a Redis.
    ///
    /// - Parameters:
    ///   - directory: holds its socket, settings and log; must outlive it.
    ///   - maxMemoryMegabytes: beyond this it refuses writes, as a limiter's store should notice.
    /// - Throws: `ChildError`.
    public static func start(
        in directory: PrivateDirectory, maxMemoryMegabytes: Int = 64
    ) async throws(ChildError) -> RedisServer {
        let program = try ProgramFinder.require("redis-server", package: "redis-server")
        let stem = "redis-\(UInt32.random(in: 0...UInt32.max))"
        let socket = directory.file("\(stem).sock")
        guard socket.utf8.count <= 107 else { throw .pathTooLong(socket) }
        let lines = [
            "port 0", "unixsocket \(socket)", "unixsocketperm 700", "save \"\"", "appendonly no", "daemonize no",
            "dir \(directory.path)", "maxmemory \(maxMemoryMegabytes)mb", "maxmemory-policy noeviction", "hz 2",
            "databases 16", "logfile \"\"",
        ]
        try directory.write(lines.joined(separator: "\n") + "\n", to: "\(stem).conf")
        let launch = ChildLaunch(
            program: program, arguments: [directory.file("\(stem).conf")],
            environment: ChildLaunch.plainEnvironment(home: directory.path))
        let log = directory.file("\(stem).log")
        let process = ServerProcess(name: "redis-server", launch: launch, logPath: log) {
            ServerLog.holds("eady to accept connections", log)
        }
        try await process.start()
        return RedisServer(process: process, socketPath: socket)
    }
}
