/// A Prometheus on loopback with a directory of its own, for tests and measurements.
public final class PrometheusServer: ChildServer {
    public let process: ServerProcess
    public let port: Int
    /// `http://127.0.0.1:PORT`.
    public var url: String { "http://127.0.0.1:\(port)" }

    private init(process: ServerProcess, port: Int) {
        self.process = process
        self.port = port
    }

    /// Starts a Prometheus. A port that another program took in between is exchanged for another one.
    ///
    /// - Parameters:
    ///   - directory: holds its settings, samples and log; must outlive it. Paths in the configuration are relative to it.
    ///   - configuration: the text of its configuration file.
    ///   - webConfiguration: the text of its web configuration file: TLS, accounts. Plain and open where nil.
    /// - Throws: `ChildError`.
    public static func start(
        in directory: PrivateDirectory, configuration: String, webConfiguration: String? = nil
    ) async throws(ChildError) -> PrometheusServer {
        for _ in 0..<3 {
            do {
                return try await startOnce(in: directory, configuration, webConfiguration)
            } catch ChildError.endedEarly(_, _, let log) where log.contains("address already in use") {
                continue
            }
        }
        return try await startOnce(in: directory, configuration, webConfiguration)
    }

    private static func startOnce(
        in directory: PrivateDirectory, _ configuration: String, _ webConfiguration: String?
    ) async throws(ChildError) -> PrometheusServer {
        let program = try ProgramFinder.require("prometheus", package: "prometheus")
        let stem = "prometheus-\(UInt32.random(in: 0...UInt32.max))"
        let port = try FreePort.find()
        try directory.write(configuration, to: "\(stem).yml")
        var arguments = [
            "--config.file=\(directory.file("\(stem).yml"))", "--storage.tsdb.path=\(directory.file(stem))",
            "--storage.tsdb.retention.time=100y", "--web.listen-address=127.0.0.1:\(port)",
        ]
        if let webConfiguration {
            try directory.write(webConfiguration, to: "\(stem).web.yml")
            arguments.append("--web.config.file=\(directory.file("\(stem).web.yml"))")
        }
        let launch = ChildLaunch(
            program: program, arguments: arguments, environment: ChildLaunch.plainEnvironment(home: directory.path))
        let log = directory.file("\(stem).log")
        let process = ServerProcess(name: "prometheus", launch: launch, logPath: log) {
            ServerLog.holds("Server is ready to receive web requests", log)
        }
        try await process.start(within: .seconds(60))
        return PrometheusServer(process: process, port: port)
    }
}
