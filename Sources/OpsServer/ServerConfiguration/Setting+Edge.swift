import OpsCore

extension Setting {
    /// TLS, and what connections may take.
    static let edge: [Setting] = [
        Setting("TLS_CERT_FILE", path: "tls.cert_file", show: { $0.tls?.certificate ?? "" }) {
            $0.tls = TLSFiles(certificate: $1.path, key: $0.tls?.key ?? "")
        },
        Setting("TLS_KEY_FILE", path: "tls.key_file", show: { $0.tls?.key ?? "" }) {
            $0.tls = TLSFiles(certificate: $0.tls?.certificate ?? "", key: $1.path)
        },
        count("MAX_CONNECTIONS", "http.max_connections", \.connections, 1...100_000),
        count("MAX_CONNECTIONS_PER_ADDRESS", "http.max_connections_per_address", \.connectionsPerAddress, 1...100_000),
        count(
            "MAX_REQUESTS_PER_CONNECTION", "http.max_requests_per_connection", \.requestsPerConnection, 1...1_000_000),
        count("MAX_STREAMS", "http.max_streams", \.streams, 1...10_000),
        count("HEADER_LIMIT_BYTES", "http.header_limit_bytes", \.headerBytes, 1024...1_000_000),
        count("HEADER_LIMIT_COUNT", "http.header_limit_count", \.headerCount, 8...10_000),
        time("IDLE_TIMEOUT_SECONDS", "http.idle_timeout_seconds", \.idle),
        time("HEADER_TIMEOUT_SECONDS", "http.header_timeout_seconds", \.header),
        time("BODY_TIMEOUT_SECONDS", "http.body_timeout_seconds", \.body),
        count("BODY_LEAST_RATE", "http.body_least_rate", \.bodyRate, 1...10_000_000),
    ]

    private static func count(
        _ name: String, _ path: String, _ key: any WritableKeyPath<HTTPLimits, Int> & Sendable,
        _ range: ClosedRange<Int>
    ) -> Setting {
        Setting(name, path: path, show: { String($0.httpLimits[keyPath: key]) }) {
            $0.httpLimits[keyPath: key] = try $1.whole(in: range)
        }
    }

    private static func time(
        _ name: String, _ path: String, _ key: any WritableKeyPath<HTTPLimits, Duration> & Sendable
    ) -> Setting {
        Setting(name, path: path, show: { seconds($0.httpLimits[keyPath: key]) }) {
            $0.httpLimits[keyPath: key] = .seconds(try $1.whole(in: 1...3600))
        }
    }
}
