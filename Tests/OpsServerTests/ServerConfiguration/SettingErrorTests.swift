import Logging
import OpsCore
import Testing

@testable import OpsServer

/// What is refused, with place and expectation; and the forms that are taken.
@Suite struct SettingErrorTests {
    private func configured(_ environment: [String: String]) throws -> ServerConfiguration {
        let directory = try SettingsDirectory()
        let quiet = environment.merging(["XDG_CONFIG_HOME": directory.path]) { own, _ in own }
        return try ConfigurationLoader.load(
            flags: [:], environment: quiet, workingDirectory: directory.path
        ).configuration
    }

    @Test(arguments: [
        ("OPSTUI_LISTEN", "8000"), ("OPSTUI_LISTEN", "host:70000"), ("OPSTUI_LISTEN", "::1:80"),
        ("OPSTUI_SITE", "a/b"), ("OPSTUI_SITE", "a+#"), ("ENVIRONMENT", "prod"), ("LOG_LEVEL", "loud"),
        ("REQUIRE_API_KEY", "maybe"), ("CORS_ORIGINS", "ops.example.org"), ("CORS_ORIGINS", "https://a/b"),
        ("ALLOWED_HOSTS", "a b"), ("TRUSTED_PROXIES", "10.0.0.0/99"), ("DATABASE_URL", "mysql://x"),
        ("REDIS_URL", "http://x"), ("MQTT_URL", "tcp://secret-broker"), ("RATE_LIMIT_OPS", "5"),
        ("RATE_LIMIT_OPS", "0/minute"), ("RATE_LIMIT_KEYS", "acme=5/minute"), ("RATE_LIMIT_KEYS", "acme:exempt=off"),
        ("RATE_LIMIT_KEYS", "acme:ops=5/minute,acme:ops=6/minute"), ("RATE_LIMIT_ADDRESSES", "acme:ops=5/minute"),
        ("BODY_LIMIT_BYTES", "1"), ("REQUEST_TIMEOUT_SECONDS", "0"),
        ("UPSTREAM_URL", "https://u:p@h"), ("UPSTREAM_URL", "ftp://h"), ("UPSTREAM_NAME", "x"),
        ("PANES_WINDOW", "1 minute"), ("WORKERS", "-1"), ("LOG_FORMAT", "xml"), ("JSON_LOGGING", "perhaps"),
    ])
    func aWrongValueIsNamedButNotShown(name: String, value: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try configured([name: value]) }
        #expect(error?.place == "environment, \(name)")
        #expect(error?.reason.contains("expected") == true && error?.reason.contains("secret-broker") == false)
    }

    @Test func theTwoNamesOfTheLogsFormAgreeOrAreRefused() throws {
        #expect(try configured(["JSON_LOGGING": "false"]).jsonLogging == false)
        #expect(try configured(["JSON_LOGGING": "true", "LOG_FORMAT": "json"]).jsonLogging)
        let error = #expect(throws: ConfigurationError.self) {
            try configured(["JSON_LOGGING": "true", "LOG_FORMAT": "text"])
        }
        #expect(error?.reason.contains("contradicts LOG_FORMAT") == true)
    }

    @Test func theFormsThatAreTaken() throws {
        let configuration = try configured([
            "OPSTUI_LISTEN": "[::1]:0", "CORS_ORIGINS": "https://a.example, http://b:81 ,", "LOG_LEVEL": "WARN",
            "ALLOWED_HOSTS": "*.Example.org,[::1]:8000", "RATE_LIMIT_ALERTS": "7/10s",
            "RATE_LIMIT_QUERY": "off", "RATE_LIMIT_KEYS": "acme:work=1000/minute, k1:ops=off",
            "RATE_LIMIT_ADDRESSES": "2001:db8::/32:general=9/s",
            "REDIS_URL": "unix:///run/r.sock",
            "MQTT_URL": "mqtts://user:p%40ss@broker", "UPSTREAM_URL": "http://127.0.0.1:9/", "UPSTREAM_NAME": "enrich",
            "MQTT_TELEMETRY_USERNAME": "dash", "MQTT_TELEMETRY_PASSWORD": "w", "TRUSTED_PROXIES": "10.0.0.0/8,::1",
            "REQUEST_TIMEOUT_SECONDS": "9",
        ])
        #expect(configuration.listen == ListenAddress(host: "::1", port: 0))
        #expect(configuration.corsOrigins == ["https://a.example", "http://b:81"])
        #expect(configuration.logLevel == .warning && configuration.requestTimeout == .seconds(9))
        #expect(configuration.allowedHosts == ["*.example.org", "[::1]:8000"])
        #expect(configuration.limits[.alerts] == RateLimitRule(count: 7, windowSeconds: 10))
        #expect(configuration.limits[.query] == nil)
        #expect(
            Set(configuration.limitOverrides.map(\.text)) == [
                "acme:work=1000/60s", "k1:ops=off", "2001:db8::/32:general=9/1s",
            ])
        #expect(configuration.mqtt?.tls == true && configuration.mqtt?.port == 8883)
        #expect(configuration.mqtt?.account?.password.reveal() == "p@ss")
        #expect(configuration.upstream?.url == "http://127.0.0.1:9" && configuration.upstream?.name == "enrich")
        #expect(configuration.telemetryAccount?.username == "dash")
        #expect(configuration.telemetryAccount?.password.reveal() == "w")
    }

    @Test func anUnknownFlagIsRefused() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationLoader.load(flags: ["lisen": "x"], environment: [:], workingDirectory: "/nonexistent")
        }
        #expect(error?.description.contains("listen") == true)
    }
}
