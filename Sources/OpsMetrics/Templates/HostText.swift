import Foundation

/// Host and port in one text, as Go's package net takes them apart.
enum HostText {
    /// `host:port` or `[host]:port`; nil for anything else.
    static func split(_ text: String) -> (host: String, port: String)? {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        let port = String(text[text.index(after: colon)...])
        var host = text[..<colon]
        if host.hasPrefix("[") {
            guard host.hasSuffix("]"), host.utf8.count >= 2 else { return nil }
            host = host.dropFirst().dropLast()
        } else if host.utf8.contains(UInt8(ascii: ":")) {
            return nil
        }
        guard !host.contains("["), !host.contains("]"), !port.contains("["), !port.contains("]") else { return nil }
        return (String(host), port)
    }

    /// The first part of a host's name, with the port; addresses stay whole.
    static func withoutDomain(_ text: String) -> String {
        let parts = split(text)
        let host = parts?.host ?? text
        if isAddress(host) { return text }
        let first =
            host.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init) ?? ""
        guard let port = parts?.port, !port.isEmpty else { return first }
        return (first.contains(":") ? "[\(first)]" : first) + ":" + port
    }

    private static func isAddress(_ text: String) -> Bool {
        var (four, six) = (in_addr(), in6_addr())
        guard !text.utf8.contains(0) else { return false }
        return inet_pton(AF_INET, text, &four) == 1 || inet_pton(AF_INET6, text, &six) == 1
    }
}
