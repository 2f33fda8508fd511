import Foundation

/// Where Redis listens. Its descriptions hide the password.
public struct RedisEndpoint: Sendable, Equatable {
    /// The way to the server.
    public enum Address: Sendable, Equatable {
        case tcp(host: String, port: Int)
        case unix(path: String)
    }

    /// The way to the server.
    public var address: Address
    /// The ACL account; nil means the default one.
    public var username: String?
    /// Sent with AUTH; never printed.
    public var password: String?
    /// The number of the database, 0 by default.
    public var database: Int

    public init(address: Address, username: String? = nil, password: String? = nil, database: Int = 0) {
        self.address = address
        self.username = username
        self.password = password
        self.database = database
    }
}

extension RedisEndpoint {
    /// A URL that names no Redis endpoint; the text never repeats the URL, which may hold a password.
    public struct ParseError: Error, Equatable, Sendable, CustomStringConvertible {
        public let description: String
    }

    /// Reads `redis://[[user]:password@]host[:port][/db]` or `unix://PATH[?db=N]`.
    ///
    /// - Throws: `ParseError` for another scheme, no host or path, or a port or database that is no number in range.
    public static func parse(url: String) throws(ParseError) -> RedisEndpoint {
        guard let parts = URLComponents(string: url) else { throw ParseError(description: "not a URL") }
        switch parts.scheme?.lowercased() {
        case "redis": return try parseTCP(parts)
        case "unix", "redis+unix": return try parseUnix(parts)
        case "rediss": throw ParseError(description: "TLS to Redis is not supported; use redis:// or unix://")
        default: throw ParseError(description: "the scheme is neither redis:// nor unix://")
        }
    }

    private static func parseTCP(_ parts: URLComponents) throws(ParseError) -> RedisEndpoint {
        guard let host = parts.host, !host.isEmpty else { throw ParseError(description: "redis:// without a host") }
        let port = parts.port ?? 6379
        guard (1...65_535).contains(port) else { throw ParseError(description: "the port is out of range") }
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        return RedisEndpoint(
            address: .tcp(host: bare, port: port), username: nonEmpty(parts.user), password: nonEmpty(parts.password),
            database: try database(String(parts.path.drop { $0 == "/" })))
    }

    private static func parseUnix(_ parts: URLComponents) throws(ParseError) -> RedisEndpoint {
        guard (parts.host ?? "").isEmpty, parts.path.hasPrefix("/"), parts.path.count > 1 else {
            throw ParseError(description: "unix:// needs an absolute path, as in unix:///run/redis.sock")
        }
        let number = parts.queryItems?.first { $0.name == "db" }?.value ?? ""
        return RedisEndpoint(
            address: .unix(path: parts.path), username: nonEmpty(parts.user), password: nonEmpty(parts.password),
            database: try database(number))
    }

    private static func database(_ text: String) throws(ParseError) -> Int {
        if text.isEmpty { return 0 }
        guard let number = Int(text), (0...65_535).contains(number) else {
            throw ParseError(description: "the database is not a number from 0")
        }
        return number
    }

    private static func nonEmpty(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
}

extension RedisEndpoint: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String {
        switch address {
        case .tcp(let host, let port): "redis://\(host):\(port)/\(database)"
        case .unix(let path): "unix://\(path)" + (database == 0 ? "" : "?db=\(database)")
        }
    }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["address": description]) }
}
