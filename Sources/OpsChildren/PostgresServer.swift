import Foundation
import Glibc

/// A PostgreSQL that listens on a Unix socket alone, made for tests: what it holds does not survive a power cut.
public final class PostgresServer: ChildServer {
    public let process: ServerProcess
    /// The directory of the socket, as libpq's `host`.
    public let socketDirectory: String
    /// The number in the socket's name. Nothing listens on TCP.
    public let port = 5432
    /// The database and its owner, who needs no password on the socket.
    public let database = "opstui"
    /// A libpq connection string.
    public var url: String { "postgresql://opstui@/opstui?host=\(socketDirectory)&port=\(port)" }

    /// The system account used when we are root, as which the server refuses to run.
    static let account = "postgres"

    private let home: PrivateDirectory

    private init(process: ServerProcess, home: PrivateDirectory) {
        self.process = process
        self.home = home
        socketDirectory = home.path
    }

    deinit { home.remove() }

    /// Makes a fresh database cluster and starts it: about 2 s.
    ///
    /// - Parameter directory: holds its log; must outlive it. The data lies in a directory of the server's own
    ///   account, removed by `stop`.
    /// - Throws: `ChildError`.
    public static func start(in directory: PrivateDirectory) async throws(ChildError) -> PostgresServer {
        let initdb = try ProgramFinder.require("initdb", package: "postgresql")
        let program = try ProgramFinder.require("postgres", package: "postgresql")
        let home = try makeHome(directory)
        let data = home.file("data")
        try await ToolRun.succeed(
            launch(
                initdb,
                [
                    "-D", data, "-U", "opstui", "--auth-local=trust", "--auth-host=reject", "-E", "UTF8",
                    "--locale=C.UTF-8", "--no-sync",
                ], home), in: directory, timeout: .seconds(60))
        let log = directory.file("postgres-\(UInt32.random(in: 0...UInt32.max)).log")
        let process = ServerProcess(
            name: "postgres", launch: launch(program, ["-D", data] + settings(home), home), logPath: log,
            stopSignal: SIGINT
        ) {
            ServerLog.holds("ready to accept connections", log)
        }
        try await process.start(within: .seconds(30))
        let server = PostgresServer(process: process, home: home)
        try await server.makeDatabase(directory)
        return server
    }

    /// Ends the server and removes its data.
    public func stop() async {
        await process.stop()
        home.remove()
    }

    private func makeDatabase(_ directory: PrivateDirectory) async throws(ChildError) {
        let program = try ProgramFinder.require("createdb", package: "postgresql-client")
        let arguments = ["-h", socketDirectory, "-p", "\(port)", "-U", "opstui", "opstui"]
        try await ToolRun.succeed(Self.launch(program, arguments, home), in: directory)
    }

    /// As root: under /tmp, which the server's account can reach, and handed to it.
    private static func makeHome(_ directory: PrivateDirectory) throws(ChildError) -> PrivateDirectory {
        guard geteuid() == 0 else { return try PrivateDirectory(in: directory.path) }
        guard let owner = Account.named(account) else { throw .badAccount("no user \(account) on this machine") }
        let home = try PrivateDirectory(in: "/tmp")
        try home.give(to: owner)
        return home
    }

    private static func launch(_ program: String, _ arguments: [String], _ home: PrivateDirectory) -> ChildLaunch {
        ChildLaunch(
            program: program, arguments: arguments, environment: ChildLaunch.plainEnvironment(home: home.path),
            account: geteuid() == 0 ? account : nil, deathSignal: "INT")
    }

    private static func settings(_ home: PrivateDirectory) -> [String] {
        [
            "listen_addresses=", "unix_socket_directories=\(home.path)", "port=5432", "fsync=off",
            "synchronous_commit=off", "full_page_writes=off", "shared_buffers=16MB", "max_connections=50",
            "logging_collector=off",
        ].flatMap { ["-c", $0] }
    }
}
