/// The proxies whose `X-Forwarded-For` is believed.
struct TrustedProxies: Sendable {
    /// Entries of the header that are looked at; a longer chain is no honest one.
    private static let hopLimit = 32
    private let ranges: [AddressRange]

    /// Addresses and CIDR ranges; what is neither is left out (the configuration's loader refuses it).
    init(_ texts: [String]) { ranges = texts.compactMap(AddressRange.init) }

    /// The client of a connection from `peer`: walks the forwarded addresses from the nearest to the farthest for as long as
    /// the one before is a trusted proxy.
    func client(
        peer: String, forwardedFor: [String], forwarded: Bool, forwardedProtocol: String?
    ) -> ClientAddress {
        let isPlain = forwardedFor.isEmpty && !forwarded && forwardedProtocol == nil
        guard let start = IPAddress(peer) else {
            return ClientAddress(address: peer, isPlainLoopback: false, isSecure: false)
        }
        let isSecure = trust(start) && forwardedProtocol?.lowercased() == "https"
        var client = start
        let hops = forwardedFor.joined(separator: ",").split(separator: ",").suffix(Self.hopLimit)
        for hop in hops.reversed() {
            guard trust(client), let next = IPAddress(hop.drop(while: isBlank).trimmingSuffix(isBlank)) else { break }
            client = next
        }
        return ClientAddress(
            address: client.text, isPlainLoopback: start.isLoopback && isPlain, isSecure: isSecure)
    }

    /// True where `address` is one of the proxies.
    func contains(_ address: IPAddress) -> Bool { trust(address) }

    private func trust(_ address: IPAddress) -> Bool { ranges.contains { $0.contains(address) } }
}

private func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }

extension Substring {
    /// Without the trailing characters that `isDropped` names.
    fileprivate func trimmingSuffix(_ isDropped: (Character) -> Bool) -> String {
        var rest = self
        while let last = rest.last, isDropped(last) { rest.removeLast() }
        return String(rest)
    }
}
