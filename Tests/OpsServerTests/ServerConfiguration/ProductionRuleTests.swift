import OpsCore
import Testing

@testable import OpsServer

/// CONTRACT row C8, and where keys may be switched off.
@Suite struct ProductionRuleTests {
    private static let good = [
        "ENVIRONMENT": "production", "CORS_ORIGINS": "https://ops.example.org", "ALLOWED_HOSTS": "ops.example.org",
        "API_KEY_ACME": "d41d8cd98f00b204e980", "OPSTUI_LISTEN": "0.0.0.0:8000",
    ]

    private func load(_ change: [String: String]) throws -> ServerConfiguration {
        let directory = try SettingsDirectory()
        let own = ["XDG_CONFIG_HOME": directory.path]
        return try ConfigurationLoader.load(
            flags: [:], environment: Self.good.merging(own) { $1 }.merging(change) { $1 },
            workingDirectory: directory.path
        ).configuration
    }

    @Test func aCompleteConfigurationPasses() throws { #expect(try load([:]).environment == .production) }

    @Test(arguments: [
        ("CORS_ORIGINS", "", "CORS_ORIGINS"), ("CORS_ORIGINS", "*", "CORS_ORIGINS"), ("ALLOWED_HOSTS", "*", "ALLOWED"),
        ("REQUIRE_API_KEY", "false", "REQUIRE_API_KEY"), ("API_KEY_ENABLED", "false", "REQUIRE_API_KEY"),
        ("API_KEY_ACME", "", "keys"), ("API_KEY_ACME", "short", "API_KEY_ACME"),
        ("API_KEY_ACME", "ABC123", "API_KEY_ACME"),
        ("API_KEYS", "NEWKEY123", "API_KEYS"), ("API_ADMIN_KEY", "CHANGE_ME_IN_PROD", "API_ADMIN_KEY"),
    ])
    func aBrokenRuleStopsTheStartAndSaysWhy(name: String, value: String, said: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try load([name: value]) }
        #expect(error?.reason.contains(said) == true, "\(String(describing: error))")
        #expect(value.count < 5 || value == "false" || error?.reason.contains("short") == false || value == "short")
    }

    @Test(arguments: [
        ("127.0.0.1:8000", true), ("localhost:8000", true), ("[::1]:8000", true), ("none", true),
        ("0.0.0.0:8000", false), ("10.0.0.1:8000", false), ("ops.example.org:80", false),
    ])
    func keysCanBeSwitchedOffOnLoopbackAlone(listen: String, allowed: Bool) throws {
        let change = ["ENVIRONMENT": "development", "REQUIRE_API_KEY": "false", "OPSTUI_LISTEN": listen]
        if allowed {
            #expect(try !load(change).requireKeys)
        } else {
            #expect(throws: ConfigurationError.self) { try load(change) }
        }
    }
}
