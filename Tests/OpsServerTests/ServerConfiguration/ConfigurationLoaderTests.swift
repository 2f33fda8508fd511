import Foundation
import OpsCore
import Testing

@testable import OpsServer

/// Where values come from, and which wins.
@Suite struct ConfigurationLoaderTests {
    private let directory: SettingsDirectory

    init() throws { directory = try SettingsDirectory() }

    private func load(
        flags: [String: String] = [:], environment: [String: String] = [:], defaults: [String: String] = [:]
    ) throws -> LoadedConfiguration {
        var environment = environment
        // Keeps the developer's own files out.
        environment["XDG_CONFIG_HOME"] = "\(directory.path)/none"
        environment["XDG_STATE_HOME"] = "\(directory.path)/state"
        return try ConfigurationLoader.load(
            flags: flags, environment: environment, workingDirectory: directory.path, defaults: defaults)
    }

    private func origin(_ loaded: LoadedConfiguration, _ name: String) -> ValueOrigin? {
        loaded.entries.first { $0.name == name }?.origin
    }

    @Test func theDefaultsAreSafe() throws {
        let loaded = try load()
        let configuration = loaded.configuration
        #expect(configuration.requireKeys && configuration.listen == nil && configuration.corsOrigins.isEmpty)
        #expect(configuration.allowedHosts == ["localhost", "127.0.0.1", "[::1]"])
        #expect(configuration.limits[.ops] == RateLimitRule(count: 5, windowSeconds: 60))
        #expect(configuration.stateDirectory == "\(directory.path)/state/opstui")
        #expect(loaded.entries.allSatisfy { $0.origin == .default } && loaded.notes.isEmpty)
    }

    @Test func eachSourceBeatsTheNext() throws {
        let file = try directory.write("config.yaml", "site: from-file\n")
        let flags = ["config": file]
        #expect(try load(defaults: ["OPSTUI_SITE": "from-default"]).configuration.site == "from-default")
        let fromFile = try load(flags: flags, defaults: ["OPSTUI_SITE": "from-default"])
        #expect(fromFile.configuration.site == "from-file")
        #expect(origin(fromFile, "OPSTUI_SITE") == .file(path: file, line: 1))
        let envFile = try directory.write(".env", "# comment\nOPSTUI_SITE=from-env-file\n")
        let fromEnvFile = try load(flags: flags)
        #expect(fromEnvFile.configuration.site == "from-env-file")
        #expect(origin(fromEnvFile, "OPSTUI_SITE") == .envFile(path: envFile, line: 2))
        let environment = ["OPSTUI_SITE": "from-environment"]
        let fromEnvironment = try load(flags: flags, environment: environment)
        #expect(fromEnvironment.configuration.site == "from-environment")
        #expect(origin(fromEnvironment, "OPSTUI_SITE") == .environment)
        let fromFlag = try load(flags: ["config": file, "site": "from-flag"], environment: environment)
        #expect(fromFlag.configuration.site == "from-flag" && origin(fromFlag, "OPSTUI_SITE") == .flag)
    }

    @Test func secretsComeFromFilesAndAreHidden() throws {
        let secret = try directory.write("redis", "redis://:hunter2@cache:6379\n")
        let loaded = try load(environment: ["REDIS_URL_FILE": secret, "MQTT_URL": "mqtt://u:hunter3@b"])
        #expect(loaded.configuration.redisURL?.reveal() == "redis://:hunter2@cache:6379")
        #expect(origin(loaded, "REDIS_URL") == .secretFile(secret))
        let shown = "\(loaded.entries)"
        #expect(
            !shown.contains("hunter") && loaded.entries.contains { $0.name == "REDIS_URL" && $0.value == "[hidden]" })
        let direct = try load(environment: ["REDIS_URL_FILE": secret, "REDIS_URL": "redis://other"])
        #expect(direct.configuration.redisURL?.reveal() == "redis://other")
    }

    @Test func everySettingCanBeNamedInAFile() throws {
        for setting in Setting.all {
            let path = try directory.write("secret", "not a value at all, nor a path with meaning\n")
            // Whatever the value's fate, the file was read: either it is in force or the error names it.
            do {
                var environment = ["\(setting.name)_FILE": path]
                // One of the two alone is an error of the whole, not of its value.
                if setting.name == "TLS_CERT_FILE" { environment["TLS_KEY_FILE"] = path }
                if setting.name == "TLS_KEY_FILE" { environment["TLS_CERT_FILE"] = path }
                let loaded = try load(environment: environment)
                #expect(origin(loaded, setting.name) == .secretFile(path), "\(setting.name)")
            } catch let error as ConfigurationError {
                #expect(error.place == path && error.reason.hasPrefix(setting.name), "\(error)")
            }
        }
    }

    @Test func anEmptyVariableIsNone() throws {
        #expect(try load(environment: ["REDIS_URL": "", "LOG_LEVEL": ""]).configuration.redisURL == nil)
    }

    @Test func relativePathsStartWhereTheyAreWritten() throws {
        let sub = "\(directory.path)/sub"
        try FileManager.default.createDirectory(atPath: sub, withIntermediateDirectories: false)
        let file = try directory.write("sub/config.yaml", "rule_files: [a.yml, /b.yml]\ndatabase_url: sqlite:x.db\n")
        let loaded = try load(flags: ["config": file, "socket": "s"])
        #expect(loaded.configuration.ruleFiles == ["\(sub)/a.yml", "/b.yml"])
        #expect(loaded.configuration.databaseURL.reveal() == "sqlite:\(sub)/x.db")
        #expect(loaded.configuration.socketPath == "\(directory.path)/s")
    }

    @Test func theStateDirectoryMovesTheDatabaseUnlessItIsNamed() throws {
        let moved = try load(flags: ["state-dir": "/x"])
        #expect(moved.configuration.databaseURL.reveal() == "sqlite:/x/opstui.sqlite")
        let named = try load(flags: ["state-dir": "/x"], environment: ["DATABASE_URL": "postgres://h/d"])
        #expect(named.configuration.databaseURL.reveal() == "postgres://h/d")
    }

    @Test func aEnvFileThatOthersMayWriteIsPassedOver() throws {
        _ = try directory.write(".env", "OPSTUI_SITE=theirs\n", mode: 0o664)
        let loaded = try load()
        #expect(loaded.configuration.site == "main" && !loaded.configuration.envFileIsNamed)
        #expect(loaded.notes.first?.contains("chmod") == true)
        #expect(throws: ConfigurationError.self) { try load(flags: ["env-file": ".env"]) }
    }

    @Test func aNamedFileMustBeThere() throws {
        for flag in ["env-file", "config"] {
            let error = #expect(throws: ConfigurationError.self) { try load(flags: [flag: "missing"]) }
            #expect(error?.place == "\(directory.path)/missing")
        }
    }

    @Test func theEnvFileIsRememberedForReloads() throws {
        let path = try directory.write("keys.env", "API_KEY_ACME=0123456789abcdef\n")
        #expect(try load(flags: ["env-file": "keys.env"]).configuration.envFile == path)
    }

    @Test func aEnvFileThatIsNotThereYetIsRememberedAsWell() throws {
        let configuration = try load().configuration
        #expect(configuration.envFile == "\(directory.path)/.env" && !configuration.envFileIsNamed)
    }

    /// nil: a contradiction, whose error names both.
    @Test(
        arguments: [
            (nil, nil, true), ("false", nil, false), (nil, "false", false), ("false", "false", false),
            ("true", "true", true), ("true", nil, true), ("true", "false", nil), ("false", "true", nil),
        ] as [(String?, String?, Bool?)])
    func theTwoNamesOfOneSwitchMustAgree(require: String?, enabled: String?, wanted: Bool?) throws {
        _ = try directory.write(".env", enabled.map { "API_KEY_ENABLED=\($0)\n" } ?? "")
        let environment = require.map { ["REQUIRE_API_KEY": $0] } ?? [:]
        guard let wanted else {
            let error = #expect(throws: ConfigurationError.self) { try load(environment: environment) }
            #expect(error?.reason.contains("REQUIRE_API_KEY") == true)
            #expect(error?.reason.contains("API_KEY_ENABLED") == true)
            return
        }
        #expect(try load(environment: environment).configuration.requireKeys == wanted)
    }

    @Test func everySettingIsInTheExample() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = String(decoding: try Data(contentsOf: root.appendingPathComponent(".env.example")), as: UTF8.self)
        for setting in Setting.all {
            #expect(text.contains("\n#\(setting.name)=") || text.contains("\n\(setting.name)="), "\(setting.name)")
        }
        let active = text.split(separator: "\n").map { $0.hasPrefix("#") && $0.contains("=") ? $0.dropFirst() : $0 }
            .filter { !$0.hasPrefix(" ") }.joined(separator: "\n")
        // Every example value is one that the loader takes.
        _ = try directory.write("example.env", active)
        let loaded = try load(flags: ["env-file": "example.env"])
        #expect(loaded.configuration.upstream?.name == "enrich")
    }
}
