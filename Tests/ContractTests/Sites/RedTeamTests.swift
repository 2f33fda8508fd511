import Foundation
import OpsChildren
import OpsTestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct RedTeamTests {
    private static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "scripts/red-team").path

    @Test("B15: every attack of the red-team script is refused as it should be")
    func attacks() async throws {
        let place = try Place()
        let site = try await ServedSite.start(
            in: place,
            environment: [
                "IDLE_TIMEOUT_SECONDS": "3", "HEADER_TIMEOUT_SECONDS": "3", "BODY_TIMEOUT_SECONDS": "3",
                "RATE_LIMIT_GENERAL": "10000/minute", "RATE_LIMIT_AUTH": "10000/minute",
            ])
        let key = try place.write(ServedSite.operatorKey + "\n", to: "key")
        let run = try await Shell.tool(
            "python3", package: "python3",
            [Self.script, "http://127.0.0.1:\(site.port)", "--key-file", key], in: place, timeout: .seconds(120))
        let failed = run.output.split(separator: "\n").filter { $0.hasPrefix("FAIL") }
        #expect(run.status == .status(0) && failed.isEmpty, "\(failed) \(run.errors)")
        #expect(run.output.contains("ok   Content-Length and Transfer-Encoding"))
        #expect(!run.output.contains(ServedSite.operatorKey))
        await site.stop()
    }

    @Test("B15: where no server is, the script says so and exits 2")
    func nobody() async throws {
        let place = try Place()
        let run = try await Shell.tool("python3", package: "python3", [Self.script, "http://127.0.0.1:1"], in: place)
        #expect(run.status == .status(2) && run.errors.contains("cannot be reached"))
    }

    @Test("T7: status finds the socket that config.yaml or .env names", arguments: ["config.yaml", ".env"])
    func findsTheSocket(file: String) async throws {
        let place = try Place()
        let site = try await ServedSite.start(in: place)
        let text = file == ".env" ? "OPSTUI_SOCKET=\(place.socket)\n" : "socket: \(place.socket)\n"
        let path = try place.write(text, to: file == ".env" ? ".env" : "search.yaml")
        let environment = file == ".env" ? [:] : ["OPSTUI_CONFIG": path]
        let run = try await Opstui.run(["status", "--json"], in: place, environment: environment)
        #expect(run.status != .status(2), "\(run.errors)")
        #expect(try run.json["schema"].text == "ops.status/1")
        await site.stop()
    }
}
