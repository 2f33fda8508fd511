/// Request ids: 8 to 128 characters of `[A-Za-z0-9._-]`.
enum RequestID {
    /// `inbound` where it is well formed, else nil: an id goes into logs and headers, so nothing else is taken over.
    static func kept(_ inbound: String?) -> String? {
        guard let inbound, (8...128).contains(inbound.utf8.count) else { return nil }
        return inbound.utf8.allSatisfy(isAllowed) ? inbound : nil
    }

    /// A new one: 128 random bits in hex.
    static func make() -> String {
        var random = SystemRandomNumberGenerator()
        return [random.next(), random.next()].map { (half: UInt64) in
            let digits = String(half, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
