import Glibc

/// An IPv4 or IPv6 address as 16 bytes; IPv4 in its mapped form, so that `::ffff:10.0.0.1` and `10.0.0.1` are one.
struct IPAddress: Hashable, Sendable {
    let bytes: [UInt8]

    private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]

    /// Reads the usual text forms; brackets around IPv6 and a port behind either are left out. Nil for anything else.
    init?(_ text: String) {
        let bare = Self.withoutPort(text)
        var four = in_addr()
        var six = in6_addr()
        // Both structures are plain bytes of 4 and 16, filled by inet_pton before they are read.
        if inet_pton(AF_INET, bare, &four) == 1 {
            bytes = Self.mappedPrefix + withUnsafeBytes(of: &four) { Array($0) }
        } else if inet_pton(AF_INET6, bare, &six) == 1 {
            bytes = withUnsafeBytes(of: &six) { Array($0) }
        } else {
            return nil
        }
    }

    var isIPv4: Bool { bytes.starts(with: Self.mappedPrefix) }

    var isLoopback: Bool {
        isIPv4 ? bytes[12] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
    }

    /// What one subscriber has at least: the address itself in IPv4, its /64 in IPv6.
    var network: IPAddress { isIPv4 ? self : IPAddress(bytes: bytes[..<8] + [UInt8](repeating: 0, count: 8)) }

    private init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    /// The canonical text: dotted for IPv4, RFC 5952 for IPv6.
    var text: String {
        if isIPv4 { return bytes[12...].map(String.init).joined(separator: ".") }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        // `bytes` are the 16 of an in6_addr; the text buffer is as long as the call may need.
        guard inet_ntop(AF_INET6, bytes, &text, socklen_t(text.count)) != nil else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Without a port, and without the brackets that IPv6 has before one; anything else stays, to be refused.
    private static func withoutPort(_ text: String) -> String {
        if text.hasPrefix("["), let close = text.firstIndex(of: "]") {
            let rest = text[text.index(after: close)...]
            guard rest.isEmpty || (rest.hasPrefix(":") && isPort(rest.dropFirst())) else { return text }
            return String(text[text.index(after: text.startIndex)..<close])
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && isPort(parts[1]) ? String(parts[0]) : text
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } && UInt16(text) != nil
    }
}
