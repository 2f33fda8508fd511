import Foundation
import OpsChildren

/// A program that runs beside the test, its output in a file. It dies with its last reference, and with the test process.
final class Background: Sendable {
    let process: ChildProcess
    private let outputPath: String
    /// Held, since the directory in which the program runs goes with its last reference.
    private let place: Place

    private init(process: ChildProcess, outputPath: String, place: Place) {
        self.process = process
        self.place = place
        self.outputPath = outputPath
    }

    deinit { process.killGroup() }

    static func start(
        _ command: [String], in place: Place, environment: [String: String] = [:], name: String = "output"
    ) async throws -> Background {
        let path = place.file("\(name)-\(UInt32.random(in: 0...UInt32.max)).log")
        let script = "cd \"$1\" && shift && exec \"$@\""
        let process = try await ChildProcess.spawn(
            ChildLaunch(
                program: "/bin/sh", arguments: ["-c", script, "sh", place.path] + command,
                environment: place.environment(environment), outputPath: path))
        return Background(process: process, outputPath: path, place: place)
    }

    var pid: pid_t { process.pid }
    /// Output and errors so far.
    var output: String { (try? String(contentsOfFile: outputPath, encoding: .utf8)) ?? "" }

    /// The number behind a text of its output, e.g. a port that it announced.
    func number(after text: String) -> Int? {
        guard let range = output.range(of: text) else { return nil }
        return Int(output[range.upperBound...].prefix { $0.isNumber })
    }

    @discardableResult
    func end(_ signal: Int32 = SIGTERM, grace: Duration = .seconds(15)) async -> ChildExit {
        await process.terminate(signal: signal, grace: grace)
    }
}
