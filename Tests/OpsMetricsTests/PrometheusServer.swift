import Foundation
import FoundationNetworking
import Testing

@testable import OpsMetrics

/// A real Prometheus over the same samples as a store of ours, on a free port, in a private directory.
final class PrometheusServer: @unchecked Sendable {
    // Unchecked: the process and its directory are set once, before anybody else sees this object.
    private let process = Process()
    private let directory: URL
    private let base: URL

    /// Writes the samples as blocks and starts the server on them.
    init(series: [Series]) async throws {
        directory = try Tool.temporaryDirectory()
        let (text, data) = (directory.appending(path: "samples.om"), directory.appending(path: "data"))
        try Self.openMetrics(series).write(to: text, atomically: true, encoding: .utf8)
        let made = try Tool.run("promtool", ["tsdb", "create-blocks-from", "openmetrics", text.path, data.path])
        try #require(made.status == 0, "\(made.output)")
        base = try await Self.start(process, in: directory, configuration: "global: {}\n")
        try await waitUntilReady()
    }

    /// Starts the server on nothing, with this configuration.
    init(configuration: String) async throws {
        directory = try Tool.temporaryDirectory()
        base = try await Self.start(process, in: directory, configuration: configuration)
        try await waitUntilReady()
    }

    /// Where it listens.
    private static func start(_ process: Process, in directory: URL, configuration: String) async throws -> URL {
        let log = directory.appending(path: "log")
        try configuration.write(to: directory.appending(path: "p.yml"), atomically: true, encoding: .utf8)
        try Data().write(to: log)
        process.executableURL = try Tool.find("prometheus")
        process.currentDirectoryURL = directory
        process.arguments = [
            "--config.file=p.yml", "--storage.tsdb.path=data", "--storage.tsdb.retention.time=100y",
            "--web.listen-address=127.0.0.1:0", "--enable-feature=promql-at-modifier,promql-negative-offset",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        return try await address(log)
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: directory)
    }

    /// The answer of an API call: nil where Prometheus refused the query.
    func data(_ path: String, _ query: [String: String]) async throws -> [String: Any]? {
        try await answer(path, query) as? [String: Any]
    }

    /// The same of a call that answers with a list.
    func list(_ path: String, _ query: [String: String]) async throws -> [[String: Any]]? {
        try await answer(path, query) as? [[String: Any]]
    }

    /// The same, of any form.
    func answer(_ path: String, _ query: [String: String]) async throws -> Any? {
        var components = URLComponents(url: base.appending(path: path), resolvingAgainstBaseURL: false)
        components?.queryItems = query.map { URLQueryItem(name: $0.key, value: $0.value) }
        // URLComponents leaves + as it is, which a server reads as a blank.
        let encoded = components?.percentEncodedQuery?.replacing("+", with: "%2B")
        components?.percentEncodedQuery = encoded
        let url = try #require(components?.url)
        let (body, _) = try await URLSession.shared.data(from: url)
        let answer = try JSONSerialization.jsonObject(with: body) as? [String: Any]
        return answer?["status"] as? String == "success" ? answer?["data"] : nil
    }

    private static func openMetrics(_ series: [Series]) -> String {
        var text = ""
        for series in series.sorted(by: { ($0.labels.name ?? "", $0.labels) < ($1.labels.name ?? "", $1.labels) }) {
            for sample in series.samples {
                let number = Exposition.number(sample.value)
                text += "\(series.labels.description.replacing(", ", with: ",")) \(number) "
                text += "\(sample.milliseconds / 1_000).\(String(1_000 + sample.milliseconds % 1_000).dropFirst())\n"
            }
        }
        return text + "# EOF\n"
    }

    private static func address(_ log: URL) async throws -> URL {
        let deadline = ContinuousClock.now + .seconds(90)
        while ContinuousClock.now < deadline {
            let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
            if let match = text.firstMatch(of: /msg="Listening on" address=127\.0\.0\.1:(\d+)/) {
                return try #require(URL(string: "http://127.0.0.1:\(match.1)"))
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Tool.Missing(program: "prometheus did not say where it listens; it")
    }

    private func waitUntilReady() async throws {
        let deadline = ContinuousClock.now + .seconds(90)
        while ContinuousClock.now < deadline {
            let answer = try? await URLSession.shared.data(from: base.appending(path: "-/ready"))
            if (answer?.1 as? HTTPURLResponse)?.statusCode == 200 { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Tool.Missing(program: "prometheus did not become ready; it")
    }
}
