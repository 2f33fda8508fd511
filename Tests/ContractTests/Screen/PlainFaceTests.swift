import Foundation
import OpsChildren
import OpsTestSupport
import Testing

/// Row T7, and terminals that can do less.
@Suite(.serialized, .server, .timeLimit(.minutes(2))) struct PlainFaceTests {
    @Test("T7: status --json is ops.status/1 word for word; what is not known is null, never 0")
    func schema() async throws {
        let site = try ServerScope.site()
        let run = try await Opstui.run(["status", "--json", "--socket", site.place.socket], in: site.place)
        #expect(run.status == .status(0), "\(run.output)\(run.errors)")
        let status = try run.json
        #expect(
            status.names == [
                "schema", "at", "server", "links", "request_rate_per_second", "error_ratio", "p95_ms", "tenants",
                "breakers", "queue", "incidents", "alerts", "valves", "slo",
            ])
        #expect(status["schema"].text == "ops.status/1")
        #expect(status["server"].names == ["version", "embedded", "uptime_sec"])
        #expect(status["server"]["embedded"].flag == false)
        #expect(status["links"].names == ["stream", "mqtt", "redis", "database"])
        for link in status["links"].names {
            #expect(status["links"][link].names == ["state", "age_ms"])
            #expect(["ok", "degraded", "down", "off"].contains(status["links"][link]["state"].text))
        }
        #expect(status["links"]["mqtt"]["state"].text == "off")
        #expect(status["queue"].names == ["depth", "limit", "running", "oldest_age_sec"])
        #expect(status["queue"]["oldest_age_sec"] == .null)
        #expect(status["tenants"].item("acme").names == ["name", "state", "request_rate_per_second", "error_ratio"])
        #expect(status["tenants"].item("acme")["error_ratio"] == .null)
        for list in ["tenants", "breakers", "incidents", "alerts", "valves", "slo"] {
            #expect(status[list].isList, "\(list)")
        }
    }

    @Test("T7: nobody there is exit code 2 and one line on standard error")
    func unreachable() async throws {
        let place = try Place()
        for arguments in [["status"], ["status", "--json"], ["status", "--attach", "unix:\(place.file("none"))"]] {
            let socket = arguments.contains("--attach") ? [] : ["--socket", place.socket]
            let run = try await Opstui.run(arguments + socket, in: place)
            #expect(run.status == .status(2), "\(arguments)")
            #expect(run.output.isEmpty)
            #expect(run.errors.split(separator: "\n").count == 1 && run.errors.hasPrefix("opstui: "))
        }
        let none = try await Opstui.run(["--socket", place.socket], in: place)
        #expect(none.status == .status(2))
        #expect(!FileManager.default.fileExists(atPath: place.socket), "without a terminal nothing is started")
    }

    @Test("T7: without a terminal opstui prints the panes as plain text")
    func noTerminal() async throws {
        let site = try ServerScope.site()
        for arguments in [["--socket", site.place.socket], ["status", "--socket", site.place.socket]] {
            let run = try await Opstui.run(arguments, in: site.place)
            #expect(run.status == .status(0))
            for part in ["all well", "Signals", "Incidents", "Breakers", "Valves", "Tenants", "acme"] {
                #expect(run.output.contains(part), "\(part)")
            }
            #expect(!run.output.contains("\u{1b}"))
        }
    }

    @Test("T7: TERM=dumb gets the plain face on the terminal")
    func dumb() async throws {
        let site = try ServerScope.site()
        let terminal = try PseudoTerminal.start(
            [try BuiltBinary.opstui, "--socket", site.place.socket], term: "dumb", environment: site.place.environment()
        )
        #expect(try await terminal.waitForEnd() == 0)
        #expect(terminal.text.contains("Valves") && terminal.text.contains("all well"))
        #expect(!terminal.text.contains("\u{1b}"))
    }

    @Test("A terminal that this machine does not know gets a fallback, and is told so")
    func unknownTerminal() async throws {
        let site = try ServerScope.site()
        let terminal = try PseudoTerminal.start(
            [try BuiltBinary.opstui, "--socket", site.place.socket], term: "no-such-terminal",
            environment: site.place.environment())
        try await terminal.waitFor("TERM=no-such-terminal", within: .seconds(90))
        try await terminal.waitFor("LIVE")
        terminal.write("q")
        #expect(try await terminal.waitForEnd() == 0)
    }

    @Test("LANG=C: nothing but ASCII is written to the terminal")
    func ascii() async throws {
        let site = try ServerScope.site()
        let terminal = try PseudoTerminal.start(
            [try BuiltBinary.opstui, "--socket", site.place.socket],
            environment: site.place.environment(["LC_ALL": "C", "LANG": "C"]))
        try await terminal.waitFor("LIVE", within: .seconds(90))
        terminal.write("?")
        try await terminal.waitFor("next pane")
        terminal.write("\u{1b}")
        terminal.write("q")
        terminal.write("q")
        #expect(try await terminal.waitForEnd() == 0)
        #expect(terminal.bytes.allSatisfy { $0 < 0x80 })
    }
}
