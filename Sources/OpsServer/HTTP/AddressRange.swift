/// An address range in CIDR notation, or one address.
struct AddressRange: Sendable {
    private let base: IPAddress
    /// Leading bits that must agree, of 128.
    private let bits: Int

    /// `10.0.0.0/8`, `fd00::/8`, `192.0.2.7`; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let base = parts.first.flatMap({ IPAddress(String($0)) }) else { return nil }
        self.base = base
        let width = base.isIPv4 ? 32 : 128
        let given = parts.count == 2 ? Int(parts[1]) : width
        guard let given, (0...width).contains(given) else { return nil }
        bits = 128 - width + given
    }

    func contains(_ address: IPAddress) -> Bool {
        let whole = bits / 8
        guard base.bytes.prefix(whole) == address.bytes.prefix(whole) else { return false }
        let rest = bits % 8
        return rest == 0 || (base.bytes[whole] ^ address.bytes[whole]) >> (8 - rest) == 0
    }
}
