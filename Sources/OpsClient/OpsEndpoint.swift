import Foundation

/// Where a server is: its Unix socket, or an HTTP address.
public enum OpsEndpoint: Equatable, Sendable {
    case unix(path: String)
    /// `http://host:port` or `https://host:port`, without a trailing slash.
    case http(url: String)

    /// Reads what `--attach` takes: `unix:PATH`, `unix://PATH`, an absolute path, `http://…` or `https://…`.
    ///
    /// Plain http is for loopback alone: a key must not cross a network in the clear.
    public static func parse(_ text: String) throws(OpsClientError) -> OpsEndpoint {
        if text.hasPrefix("/") { return .unix(path: text) }
        for prefix in ["unix://", "unix:"] where text.hasPrefix(prefix) {
            return .unix(path: String(text.dropFirst(prefix.count)))
        }
        guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty, parts.user == nil,
            let scheme = parts.scheme?.lowercased(), scheme == "http" || scheme == "https"
        else {
            throw .malformed("'\(text)' is no server address; write unix:PATH, http://localhost:PORT or https://HOST")
        }
        guard scheme == "https" || isLoopback(host) else {
            throw .malformed("plain http is only for loopback; use https://\(host) or an ssh tunnel")
        }
        return .http(url: text.hasSuffix("/") ? String(text.dropLast()) : text)
    }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" || host == "[::1]" { return true }
        // The whole of it an IPv4 address: a name such as 127.example.com may lead anywhere.
        var address = in_addr()
        return inet_pton(AF_INET, host, &address) == 1 && host.hasPrefix("127.")
    }

    /// The address of `path` on this server, as the HTTP client wants it.
    func url(for path: String) -> String {
        switch self {
        case .unix(let socket):
            let host = socket.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? socket
            return "http+unix://\(host)\(path)"
        case .http(let url):
            return url + path
        }
    }

    /// For messages: the address without anything secret.
    public var description: String {
        switch self {
        case .unix(let path): "unix:\(path)"
        case .http(let url): url
        }
    }
}
