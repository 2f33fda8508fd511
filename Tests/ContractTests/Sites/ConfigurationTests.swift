import OpsChildren
import OpsTestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct ConfigurationTests {
    @Test(
        "An error in the configuration file: file, line and what was expected; exit 1",
        arguments: [
            ("site: main\nlog:\n  level: loud\n", 3, "LOG_LEVEL"), ("nonsense: 1\n", 1, "expected one of"),
            ("site: [\n", nil, "YAML"), ("valves:\n  - {name: x}\n", 2, "id"),
            ("valves:\n  - {id: v-1}\n  - {id: v-1}\n", 3, "twice"), ("- a\n", 1, "settings"),
        ] as [(String, Int?, String)])
    func file(_ text: String, _ line: Int?, _ expected: String) async throws {
        let place = try Place()
        let path = try place.write(text, to: "config.yaml")
        let run = try await Opstui.run(
            ["serve", "--listen", "none", "--socket", place.socket, "--state-dir", place.state, "--config", path],
            in: place)
        #expect(run.status == .status(1))
        #expect(run.errors.contains(line.map { "\(path):\($0): " } ?? "\(path):"), "\(run.errors)")
        #expect(run.errors.contains(expected), "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1)
    }

    @Test(
        "A bad flag or command is exit code 64",
        arguments: [["--no-such-flag"], ["serve", "--listen"], ["demo", "--seconds", "0"]])
    func usage(_ arguments: [String]) async throws {
        let run = try await Opstui.run(arguments, in: Place())
        #expect(run.status == .status(64))
        #expect(!run.errors.isEmpty && run.output.isEmpty)
    }

    @Test("C8: production refuses to start with a demo key, without origins, or without keys, and says why")
    func production() async throws {
        let cases: [(keys: String, environment: [String: String], why: String)] = [
            ("API_KEY_ACME=CHANGE_ME_IN_PROD\n", ["CORS_ORIGINS": "https://ops.example"], "API_KEY_ACME"),
            ("API_KEY_ACME=good-key-0123456789abc\n", [:], "CORS_ORIGINS"),
            ("", ["CORS_ORIGINS": "https://ops.example"], "keys"),
        ]
        for one in cases {
            let place = try Place()
            let file = try place.write(one.keys, to: "keys.env")
            let run = try await Opstui.run(
                [
                    "serve", "--listen", "none", "--socket", place.socket, "--state-dir", place.state, "--env-file",
                    file,
                ],
                in: place, environment: one.environment.merging(["ENVIRONMENT": "production"]) { $1 })
            #expect(run.status == .status(1), "\(run.errors)")
            #expect(run.errors.contains(one.why), "\(run.errors)")
            #expect(!run.errors.contains("CHANGE_ME_IN_PROD"))
        }
    }

    @Test("A9: configured origins and hosts are served, word for word and by suffix; others are not")
    func originsAndHosts() async throws {
        let site = try await ServedSite.start(
            in: Place(),
            environment: [
                "CORS_ORIGINS": "https://ops.example", "ALLOWED_HOSTS": "ops.example,*.ops.example,127.0.0.1",
            ])
        let preflight = try await site.stranger.send(
            "OPTIONS", "/valves", ["origin": "https://ops.example", "access-control-request-method": "POST"])
        #expect((200...204).contains(preflight.status))
        #expect(preflight.header("access-control-allow-origin") == "https://ops.example")
        let other = try await site.operator.get("/valves", ["origin": "https://ops.example.evil"])
        #expect(other.header("access-control-allow-origin") == nil)
        for (host, status) in [
            ("ops.example", 200), ("a.ops.example:8000", 200), ("evilops.example", 400), ("localhost", 400),
        ] {
            #expect(try await site.stranger.get("/livez", ["host": host]).status == status, "\(host)")
        }
        await site.stop()
    }

    @Test("A11, B7: config show says where each value comes from and hides secrets")
    func show() async throws {
        let place = try Place()
        let file = try place.write("DATABASE_URL=postgres://u:hidden-password@127.0.0.1/x\n", to: "keys.env")
        let run = try await Opstui.run(
            ["config", "show", "--env-file", file, "--socket", place.socket], in: place,
            environment: ["LOG_LEVEL": "debug", "MQTT_URL": "mqtt://u:other-password@127.0.0.1:1883"])
        #expect(run.status == .status(0), "\(run.errors)")
        #expect(!run.output.contains("password"))
        for (name, origin) in [("LOG_LEVEL", "environment"), ("OPSTUI_SOCKET", "flag"), ("DATABASE_URL", "keys.env:1")]
        {
            let line = run.output.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
            #expect(line.contains(origin), "\(line)")
        }
    }
}
