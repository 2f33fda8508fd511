import Foundation
import OpsCore

/// Addresses of all kinds.
extension SettingText {
    /// `HOST:PORT`, IPv6 in brackets; `none` is nil.
    func listenAddress() throws -> ListenAddress? {
        if text == "none" { return nil }
        let failure = SettingError(expected: "HOST:PORT, such as 127.0.0.1:8000 or [::1]:8000, or none")
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw failure
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            throw failure
        }
        guard !host.isEmpty, !host.contains(where: \.isWhitespace) else { throw failure }
        return ListenAddress(host: host, port: Int(port))
    }

    /// A path that fits into a socket's address; `none` is nil.
    func socketPath() throws -> String? {
        if text == "none" { return nil }
        // sun_path holds 108 bytes with the final NUL (unix(7)).
        guard path.utf8.count < 108 else { throw SettingError(expected: "a path of at most 107 bytes") }
        return path
    }

    /// `scheme://host[:port]`, each as browsers send it; or `*`.
    func origins() throws -> [String] {
        try list.map { origin in
            let url = URLComponents(string: origin)
            let isOrigin =
                url?.host?.isEmpty == false && ["http", "https"].contains(url?.scheme) && url?.path.isEmpty == true
                && url?.query == nil && url?.user == nil
            guard origin == "*" || isOrigin else {
                throw SettingError(expected: "origins such as https://ops.example.org, without a path, comma-separated")
            }
            return origin
        }
    }

    /// Exact names, `*.suffix` or `*`.
    func hosts() throws -> [String] {
        try list.map { host in
            let bare = host.hasPrefix("*.") ? String(host.dropFirst(2)) : host
            guard host == "*" || HostPatterns.split(bare.lowercased()) != nil else {
                throw SettingError(expected: "host names such as ops.example.org or *.example.org, comma-separated")
            }
            return host.lowercased()
        }
    }

    func addressRanges() throws -> [String] {
        guard list.allSatisfy({ AddressRange($0) != nil }) else {
            throw SettingError(expected: "addresses or ranges such as 10.0.0.0/8, comma-separated")
        }
        return list
    }

    func webURL() throws -> String {
        let url = URLComponents(string: text)
        guard let url, ["http", "https"].contains(url.scheme), url.host?.isEmpty == false, url.user == nil,
            url.path.isEmpty || url.path == "/", url.query == nil
        else { throw SettingError(expected: "http(s)://HOST[:PORT] without a path and without credentials") }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// `http(s)://HOST[:PORT][/PATH]`, without a slash at its end.
    func prometheusURL() throws -> String {
        try plainURL(
            orElse: "http(s)://HOST[:PORT][/PATH] without credentials; PROMETHEUS_TOKEN_FILE names a token")
    }

    /// A base for paths, without a slash at its end.
    func plainURL(orElse expected: String) throws -> String {
        let url = URLComponents(string: text)
        guard let url, ["http", "https"].contains(url.scheme), url.host?.isEmpty == false, url.user == nil,
            url.password == nil, url.query == nil, url.fragment == nil
        else { throw SettingError(expected: expected) }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// `sqlite:PATH` (relative to where the setting stands) or `postgres://…`.
    func databaseURL() throws -> Secret {
        if text.hasPrefix("sqlite:") {
            let file = String(text.dropFirst("sqlite:".count))
            guard !file.isEmpty else { throw SettingError(expected: "sqlite:PATH") }
            return Secret("sqlite:" + SettingText(text: file, directory: directory).path)
        }
        guard let url = URLComponents(string: text), ["postgres", "postgresql"].contains(url.scheme) else {
            throw SettingError(expected: "sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/DATABASE")
        }
        return Secret(text)
    }

    func redisURL() throws -> Secret {
        guard let url = URLComponents(string: text),
            (url.scheme == "redis" && url.host?.isEmpty == false) || (url.scheme == "unix" && !url.path.isEmpty)
        else { throw SettingError(expected: "redis://[:PASSWORD@]HOST[:PORT] or unix://PATH") }
        return Secret(text)
    }

    func broker() throws -> BrokerSettings {
        guard let url = URLComponents(string: text), let scheme = url.scheme, ["mqtt", "mqtts"].contains(scheme),
            let host = url.host, !host.isEmpty, url.path.isEmpty || url.path == "/"
        else { throw SettingError(expected: "mqtt://[USER:PASSWORD@]HOST[:PORT], or mqtts://") }
        let account = url.user.map { BrokerAccount(username: $0, password: Secret(url.password ?? "")) }
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        return BrokerSettings(
            host: bare, port: url.port ?? (scheme == "mqtts" ? 8883 : 1883), account: account,
            tls: scheme == "mqtts")
    }
}

extension ListenAddress {
    /// `HOST:PORT`, with brackets around IPv6.
    public var text: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// True where only this host can reach it.
    public var isLoopback: Bool { host == "localhost" || IPAddress(host)?.isLoopback == true }
}
