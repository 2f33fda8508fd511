import OpsCore

/// What must hold of a configuration as a whole (CONTRACT row C8 and "Where the papers disagree").
struct ConfigurationRules {
    let environment: [String: String]
    let envFile: EnvFileContents?

    /// - Throws: ``ConfigurationError`` naming the first rule that is broken.
    func judge(_ configuration: ServerConfiguration) throws {
        if !configuration.requireKeys, let listen = configuration.listen, !listen.isLoopback {
            throw broken("REQUIRE_API_KEY=false is allowed on a loopback address alone, not on \(listen.text)")
        }
        if let tls = configuration.tls, tls.certificate.isEmpty || tls.key.isEmpty {
            throw broken("TLS needs both TLS_CERT_FILE and TLS_KEY_FILE")
        }
        if configuration.httpLimits.connectionsPerAddress > configuration.httpLimits.connections {
            throw broken("MAX_CONNECTIONS_PER_ADDRESS must not be larger than MAX_CONNECTIONS")
        }
        guard configuration.environment == .production else { return }
        guard configuration.requireKeys else {
            throw broken("REQUIRE_API_KEY=false is not allowed where ENVIRONMENT=production")
        }
        guard !configuration.corsOrigins.isEmpty, !configuration.corsOrigins.contains("*") else {
            throw broken("ENVIRONMENT=production needs CORS_ORIGINS, each origin word for word")
        }
        guard !configuration.allowedHosts.contains("*") else {
            throw broken("ENVIRONMENT=production needs ALLOWED_HOSTS without *")
        }
        try judgeKeys()
    }

    private func judgeKeys() throws {
        let found = KeySources.entries(
            environment: environment, envFile: envFile?.entries ?? [], envFileName: envFile?.path ?? ".env",
            production: true, contents: PrivateFile.secret)
        if let first = found.rejected.first {
            throw broken("ENVIRONMENT=production refuses the key of \(first.source): \(first.reason)")
        }
        guard !found.entries.isEmpty else {
            throw broken("ENVIRONMENT=production needs keys: API_KEY_<TENANT>, API_KEYS or API_ADMIN_KEY")
        }
    }

    private func broken(_ reason: String) -> ConfigurationError {
        ConfigurationError(place: "configuration", reason: reason)
    }
}
