import Glibc

/// A mosquitto broker on the loopback interface, without persistence.
public final class MosquittoServer: ChildServer {
    public let process: ServerProcess
    /// The TCP port on 127.0.0.1.
    public let port: Int
    /// The broker's address, without an account.
    public var url: String { "\(encrypted ? "mqtts" : "mqtt")://127.0.0.1:\(port)" }

    private let encrypted: Bool

    private init(process: ServerProcess, port: Int, encrypted: Bool) {
        self.process = process
        self.port = port
        self.encrypted = encrypted
    }

    /// Starts a broker. Without accounts anyone on this machine may do anything.
    ///
    /// - Parameters:
    ///   - directory: holds its settings and log; must outlive it.
    ///   - port: a port of the caller's choice; nil takes a free one, and another when somebody was faster.
    ///   - certificate: encrypts the listener; clients then must trust it.
    ///   - maximumPacketBytes: what is longer, it refuses.
    /// - Throws: `ChildError`.
    public static func start(
        in directory: PrivateDirectory, accounts: [MosquittoAccount] = [], port: Int? = nil,
        certificate: MosquittoCertificate? = nil, maximumPacketBytes: Int = 2_097_152
    ) async throws(ChildError) -> MosquittoServer {
        let program = try ProgramFinder.require("mosquitto", package: "mosquitto")
        var last: ChildError?
        for _ in 0..<(port == nil ? 5 : 1) {
            let chosen = if let port { port } else { try FreePort.find() }
            let process = try await prepare(
                program, directory, accounts, chosen, certificate, maximumPacketBytes)
            do throws(ChildError) {
                try await process.start()
                return MosquittoServer(process: process, port: chosen, encrypted: certificate != nil)
            } catch {
                guard case .endedEarly(_, _, let log) = error, log.contains("in use") else { throw error }
                last = error
            }
        }
        throw last ?? .notReady(program: "mosquitto", seconds: 0, log: "")
    }

    private static func prepare(
        _ program: String, _ directory: PrivateDirectory, _ accounts: [MosquittoAccount], _ port: Int,
        _ certificate: MosquittoCertificate?, _ maximumPacketBytes: Int
    ) async throws(ChildError) -> ServerProcess {
        let stem = "mosquitto-\(port)"
        var lines = settings(port: port, maximumPacketBytes)
        if let certificate { lines += ["certfile \(certificate.certificateFile)", "keyfile \(certificate.keyFile)"] }
        if let authority = certificate?.clientAuthorityFile {
            lines += ["cafile \(authority)", "require_certificate true"]
        }
        if accounts.isEmpty {
            lines.append("allow_anonymous true")
        } else {
            try await writeAccounts(accounts, stem, directory)
            lines += [
                "allow_anonymous false", "password_file \(directory.file("\(stem).passwd"))",
                "acl_file \(directory.file("\(stem).acl"))",
            ]
        }
        try directory.write(lines.joined(separator: "\n") + "\n", to: "\(stem).conf")
        let launch = ChildLaunch(
            program: program, arguments: ["-c", directory.file("\(stem).conf")],
            environment: ChildLaunch.plainEnvironment(home: directory.path))
        let log = directory.file("\(stem).log")
        return ServerProcess(name: "mosquitto", launch: launch, logPath: log) {
            ServerLog.holds(" running\n", log) && FreePort.isListening(port)
        }
    }

    /// Bounded queues, no $SYS traffic, logs to its output. Started by root it would become another user, who
    /// cannot read a private directory.
    private static func settings(port: Int, _ maximumPacketBytes: Int) -> [String] {
        [
            "listener \(port) 127.0.0.1", "persistence false", "sys_interval 0", "set_tcp_nodelay true",
            "max_inflight_messages 100", "max_queued_messages 20000", "max_packet_size \(maximumPacketBytes)",
            "max_queued_bytes 33554432", "log_dest stderr",
            "log_type error", "log_type warning", "log_type notice", "log_type information",
        ] + (geteuid() == 0 ? ["user root"] : [])
    }

    /// The passwords go through a private file, never through an argument list.
    private static func writeAccounts(
        _ accounts: [MosquittoAccount], _ stem: String, _ directory: PrivateDirectory
    ) async throws(ChildError) {
        let hasher = try ProgramFinder.require("mosquitto_passwd", package: "mosquitto")
        for account in accounts { try account.check() }
        let plain = accounts.map { "\($0.username):\($0.password)\n" }.joined()
        try directory.write(plain, to: "\(stem).passwd")
        let environment = ChildLaunch.plainEnvironment(home: directory.path)
        let arguments = ["-U", directory.file("\(stem).passwd")]
        try await ToolRun.succeed(
            ChildLaunch(program: hasher, arguments: arguments, environment: environment), in: directory)
        try directory.write(accounts.flatMap(\.aclLines).joined(separator: "\n") + "\n", to: "\(stem).acl")
    }
}
