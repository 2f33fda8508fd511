/// The hosts that a server answers for: exact names, `*.suffix` (every name below the suffix, not the suffix itself), or
/// `*` for all. A pattern with a port wants that port; one without takes any.
struct HostPatterns: Sendable {
    private var exact: Set<String> = []
    private var suffixes: [String] = []
    private var all = false

    init(_ patterns: [String]) {
        for pattern in patterns.map({ $0.lowercased() }) {
            if pattern == "*" {
                all = true
            } else if pattern.hasPrefix("*.") {
                suffixes.append(String(pattern.dropFirst()))
            } else {
                exact.insert(pattern)
            }
        }
    }

    /// True where `authority` (a `Host` header's value) is well formed and one of the hosts.
    func allow(_ authority: String?) -> Bool {
        guard let authority, let (host, port) = Self.split(authority.lowercased()) else { return false }
        if all || exact.contains(host) { return true }
        if let port, exact.contains("\(host):\(port)") { return true }
        return suffixes.contains { host.hasSuffix($0) && host.utf8.count > $0.utf8.count }
    }

    /// True where `authority` is `localhost` or a loopback address, with or without a port.
    static func isLoopback(_ authority: String?) -> Bool {
        guard let authority, let (host, _) = split(authority.lowercased()) else { return false }
        return host == "localhost" || IPAddress(host)?.isLoopback == true
    }

    /// Host and port of an authority; an IPv6 literal keeps its brackets, a trailing dot goes. Nil where malformed.
    static func split(_ authority: String) -> (host: String, port: Int?)? {
        guard (1...261).contains(authority.utf8.count) else { return nil }
        let hostEnd: String.Index
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            hostEnd = authority.index(after: close)
        } else {
            hostEnd = authority.firstIndex(of: ":") ?? authority.endIndex
        }
        var host = String(authority[..<hostEnd])
        if host.hasSuffix(".") { host.removeLast() }
        guard !host.isEmpty, host.utf8.allSatisfy(isHostByte) else { return nil }
        let rest = authority[hostEnd...]
        if rest.isEmpty { return (host, nil) }
        guard rest.first == ":", let port = UInt16(rest.dropFirst()), rest.dropFirst().allSatisfy(\.isNumber) else {
            return nil
        }
        return (host, Int(port))
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "["),
            UInt8(ascii: "]"):
            true
        default: false
        }
    }
}
