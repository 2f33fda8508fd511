/// The read-only broker account that a server hands to local dashboards (`GET /ops/telemetry-access`, socket only).
public struct TelemetryAccess: Codable, Equatable, Sendable {
    public var host: String
    public var port: Int
    public var username: String?
    public var password: String?
    public var site: String

    public init(host: String, port: Int, username: String?, password: String?, site: String) {
        self.host = host
        self.port = port
        self.username = username
        self.password = password
        self.site = site
    }
}
