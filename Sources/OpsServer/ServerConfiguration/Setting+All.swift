import Logging
import OpsCore

extension Setting {
    /// Every setting, in the order of the documentation.
    public static let all: [Setting] =
        identity + reach + edge + stores + broker + access + logging + bounds + rates + work + prometheus

    private static let identity: [Setting] = [
        Setting("OPSTUI_SITE", path: "site", flag: "site", show: { $0.site }) { $0.site = try $1.name() },
        Setting("ENVIRONMENT", path: "environment", show: { $0.environment.rawValue }) {
            $0.environment = try $1.oneOf(["development": .development, "production": .production])
        },
        // Before everything that lies in it by default.
        Setting("OPSTUI_STATE_DIR", path: "state_dir", flag: "state-dir", show: { $0.stateDirectory }) {
            $0.stateDirectory = $1.path
            $0.databaseURL = Secret("sqlite:\($1.path)/opstui.sqlite")
        },
    ]

    private static let reach: [Setting] = [
        Setting("OPSTUI_LISTEN", path: "listen", flag: "listen", show: { $0.listen?.text ?? "none" }) {
            $0.listen = try $1.listenAddress()
        },
        Setting("OPSTUI_SOCKET", path: "socket", flag: "socket", show: { $0.socketPath ?? "none" }) {
            $0.socketPath = try $1.socketPath()
        },
        Setting("EXTERNAL_URL", path: "external_url", show: { $0.externalURL ?? "" }) {
            $0.externalURL = try $1.plainURL(orElse: "http(s)://HOST[:PORT][/PATH], as people reach this server")
        },
        Setting("CORS_ORIGINS", path: "cors_origins", show: { $0.corsOrigins.joined(separator: ",") }) {
            $0.corsOrigins = try $1.origins()
        },
        Setting("ALLOWED_HOSTS", path: "allowed_hosts", show: { $0.allowedHosts.joined(separator: ",") }) {
            $0.allowedHosts = try $1.hosts()
        },
        Setting("TRUSTED_PROXIES", path: "trusted_proxies", show: { $0.trustedProxies.joined(separator: ",") }) {
            $0.trustedProxies = try $1.addressRanges()
        },
        Setting("LOOPBACK_METRICS", path: "loopback_metrics", show: { String($0.loopbackMetrics) }) {
            $0.loopbackMetrics = try $1.flag()
        },
    ]

    private static let stores: [Setting] = [
        Setting("DATABASE_URL", path: "database_url", secret: true, show: { $0.databaseURL.reveal() }) {
            $0.databaseURL = try $1.databaseURL()
        },
        Setting("REDIS_URL", path: "redis_url", secret: true, show: { $0.redisURL?.reveal() ?? "" }) {
            $0.redisURL = try $1.redisURL()
        },
    ]

    private static let access: [Setting] = [
        // The two names say the same; the papers of two of the systems differ.
        Setting("API_KEY_ENABLED", path: "api_key_enabled", show: { String($0.requireKeys) }) {
            $0.requireKeys = try $1.flag()
        },
        Setting("REQUIRE_API_KEY", path: "require_api_key", show: { String($0.requireKeys) }) {
            $0.requireKeys = try $1.flag()
        },
    ]

    private static let logging: [Setting] = [
        Setting("LOG_LEVEL", path: "log.level", show: { $0.logLevel.rawValue }) {
            $0.logLevel = try $1.logLevel()
        },
        Setting("LOG_FORMAT", path: "log.format", show: { $0.jsonLogging ? "json" : "text" }) {
            $0.jsonLogging = try $1.oneOf(["json": true, "text": false])
        },
        // What other systems call the same; the loader refuses a contradiction.
        Setting("JSON_LOGGING", path: "log.json", show: { String($0.jsonLogging) }) {
            $0.jsonLogging = try $1.flag()
        },
        Setting("LOG_FILE", path: "log.file", show: { $0.logFile ?? "" }) { $0.logFile = $1.path },
    ]

    private static let bounds: [Setting] = [
        Setting("BODY_LIMIT_BYTES", path: "body_limit_bytes", show: { String($0.bodyLimitBytes) }) {
            $0.bodyLimitBytes = try $1.whole(in: 1024...64_000_000)
        },
        Setting("REQUEST_TIMEOUT_SECONDS", path: "request_timeout_seconds", show: { seconds($0.requestTimeout) }) {
            $0.requestTimeout = .seconds(try $1.whole(in: 1...600))
        },
        Setting("QUEUE_LIMIT", path: "queue_limit", show: { String($0.queueLimit) }) {
            $0.queueLimit = try $1.whole(in: 1...1_000_000)
        },
        Setting("WORKERS", path: "workers", show: { String($0.workers) }) {
            $0.workers = try $1.whole(in: 0...64)
        },
    ]

    /// `RATE_LIMIT_OPS` and its like, one a class; `stop` and `safe` have none.
    private static let rates: [Setting] =
        LimitClass.allCases.filter { $0 != .exempt }.map { limit in
            Setting(
                "RATE_LIMIT_\(limit.rawValue.uppercased())", path: "rate_limits.\(limit.rawValue)",
                show: { $0.limits[limit]?.description ?? "off" }
            ) {
                $0.limits[limit] = try $1.rateLimit()
            }
        } + [
            Setting("RATE_LIMIT_KEYS", path: "rate_limits.keys", show: { overrides($0, .key) }) {
                $0.limitOverrides = try $1.rateLimitOverrides(.key) + $0.limitOverrides.filter { $0.kind != .key }
            },
            Setting("RATE_LIMIT_ADDRESSES", path: "rate_limits.addresses", show: { overrides($0, .address) }) {
                $0.limitOverrides =
                    try $1.rateLimitOverrides(.address) + $0.limitOverrides.filter { $0.kind != .address }
            },
        ]

    private static func overrides(_ configuration: ServerConfiguration, _ kind: RateLimitOverride.Kind) -> String {
        configuration.limitOverrides.filter { $0.kind == kind }.map(\.text).joined(separator: ",")
    }

    static func seconds(_ duration: Duration) -> String { String(duration.components.seconds) }
}
