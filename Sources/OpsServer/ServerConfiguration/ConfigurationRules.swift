import Glibc
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
        if let broker = configuration.mqtt { try judge(broker) }
        if let prometheus = configuration.prometheus { try judge(prometheus) }
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

    private func judge(_ broker: BrokerSettings) throws {
        let files = [
            ("MQTT_CA_FILE", broker.caFile), ("MQTT_CERT_FILE", broker.certificateFile),
            ("MQTT_KEY_FILE", broker.keyFile),
        ]
        for case (let name, let path?) in files {
            guard broker.tls else { throw broken("\(name) is for a broker over TLS: write mqtts:// in MQTT_URL") }
            guard access(path, R_OK) == 0 else { throw broken("\(name): \(path) cannot be read") }
        }
        guard (broker.certificateFile == nil) == (broker.keyFile == nil) else {
            throw broken("a certificate for the broker needs both MQTT_CERT_FILE and MQTT_KEY_FILE")
        }
        if let account = broker.account, account.username.isEmpty {
            throw broken("MQTT_PASSWORD needs MQTT_USERNAME")
        }
    }

    private func judge(_ prometheus: PrometheusSettings) throws {
        guard !prometheus.sendsSecretsInTheClear else {
            throw broken("a token or password for PROMETHEUS_URL needs https:// there, except to this host")
        }
        guard prometheus.token == nil || prometheus.username == nil else {
            throw broken("PROMETHEUS_TOKEN and PROMETHEUS_USERNAME exclude each other")
        }
        guard prometheus.password == nil || prometheus.username != nil else {
            throw broken("PROMETHEUS_PASSWORD needs PROMETHEUS_USERNAME")
        }
        if let file = prometheus.caFile, access(file, R_OK) != 0 {
            throw broken("PROMETHEUS_CA_FILE: \(file) cannot be read")
        }
    }

    private func broken(_ reason: String) -> ConfigurationError {
        ConfigurationError(place: "configuration", reason: reason)
    }
}
