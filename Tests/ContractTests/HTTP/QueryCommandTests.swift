import Foundation
import OpsChildren
import OpsTestSupport
import Testing

/// `opstui query` over the host's server, over an address, and over a real Prometheus.
@Suite(.serialized, .timeLimit(.minutes(2))) struct QueryCommandTests {
    @Test("A14: opstui query over the socket: instant, range, JSON, errors and exit codes") func overTheSocket()
        async throws
    {
        let site = try await ServedSite.start(in: Place())
        try await eventually("a sample") {
            try await site.stranger.get("/api/v1/query?query=api_keys_count").json["data"]["result"].items.count == 1
        }
        let socket = ["--socket", site.place.socket]
        func query(_ arguments: [String]) async throws -> Opstui.Run {
            try await Opstui.run(["query"] + arguments + socket, in: site.place)
        }
        let scalar = try await query(["1 + 1"])
        #expect(scalar.status == .status(0) && scalar.output == "2\n" && scalar.errors.isEmpty)
        #expect(try await query(["api_keys_count"]).output == "api_keys_count  2\n")
        let json = try await query(["--json", "sum(api_keys_count)"]).json
        #expect(json["resultType"].text == "vector" && json["result"].items[0]["value"].items[1].text == "2")

        let range = try await query(["vector(time())", "--start", "1970-01-01T00:00:00Z", "--end", "8", "--step", "1"])
        let lines = range.output.split(separator: "\n")
        #expect(range.status == .status(0) && lines.count == 2, "\(range)")
        #expect(lines[0].split(separator: " ") == ["MIN", "MAX", "LAST"])
        #expect(
            lines[1].contains("▁▁▂▃▄▅▆▇█    0    8     8"), "\(lines)")

        let wrong = try await query(["sum(api_keys_count"])
        #expect(wrong.status == .status(1) && wrong.output.isEmpty)
        #expect(wrong.errors.hasPrefix("opstui: bad_data: invalid parameter \"query\": 1:"), "\(wrong.errors)")
        #expect(wrong.errors.hasSuffix("at the mark: sum(api_keys_count«here»\n"), "\(wrong.errors)")
        #expect(wrong.errors.split(separator: "\n").count == 1)
        let unmatched = try await query([#"{__name__=~"api_.*"} * on() {__name__=~"api_.*"}"#])
        #expect(unmatched.status == .status(1) && unmatched.errors.hasPrefix("opstui: execution: "))
        let nothing = try await query(["nosuch"])
        #expect(nothing.status == .status(0) && nothing.output.isEmpty && !nothing.errors.isEmpty)
        #expect(try await query(["1", "--time", "1", "--step", "1"]).status == .status(64))
        #expect(try await query(["1", "--time", "soon"]).status == .status(1))
        await site.stop()
        #expect(try await query(["1"]).status == .status(2))
    }

    @Test("opstui query --prometheus asks an existing Prometheus, with a token or an account from a file")
    func overPrometheus() async throws {
        let place = try Place()
        // bcrypt of the password `test`.
        let hash = "$2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay"
        let prometheus = try await PrometheusServer.start(
            in: place.directory, configuration: "global: {}\n",
            webConfiguration: "basic_auth_users:\n  reader: \(hash)\n")
        func query(_ environment: [String: String], _ url: String? = nil) async throws -> Opstui.Run {
            try await Opstui.run(
                ["query", "1 + 1", "--prometheus", url ?? prometheus.url], in: place, environment: environment)
        }
        let file = try place.write("test\n", to: "password")
        let account = ["PROMETHEUS_USERNAME": "reader", "PROMETHEUS_PASSWORD_FILE": file]
        let good = try await query(account)
        #expect(good.status == .status(0) && good.output == "2\n", "\(good)")
        let stranger = try await query([:])
        #expect(stranger.status == .status(2) && stranger.errors.contains("status 401"), "\(stranger)")
        let inTheClear = try await query(account, "http://prometheus.example:9090")
        #expect(inTheClear.status == .status(1) && inTheClear.errors.contains("needs https://"), "\(inTheClear)")
        await prometheus.stop()
        #expect(try await query(account).status == .status(2))
    }
}
