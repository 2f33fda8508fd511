import HTTPTypes

/// Request ids: 8 to 128 characters of `[A-Za-z0-9._-]` that are no key.
enum RequestID {
    /// The inbound id where it is well formed, else nil: an id goes into logs and headers, so nothing else is taken over.
    static func kept(in headers: HTTPFields) -> String? {
        guard let inbound = headers[.requestID], (8...128).contains(inbound.utf8.count) else { return nil }
        return inbound.utf8.allSatisfy(isAllowed) && !isKey(inbound, in: headers) ? inbound : nil
    }

    /// A key of this server's making, or one that the request shows as a key: people put keys into the wrong header too.
    private static func isKey(_ inbound: String, in headers: HTTPFields) -> Bool {
        inbound.hasPrefix("ops_") || inbound == Authentication.key(in: headers)
            || inbound == headers[.adminKey]
    }

    /// A new one: 128 random bits in hex.
    static func make() -> String {
        let halves = source.with { [$0.next(), $0.next()] }
        var text: [UInt8] = []
        text.reserveCapacity(32)
        for half in halves {
            for shift in stride(from: 60, through: 0, by: -4) { text.append(digits[Int(half >> UInt64(shift) & 15)]) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let digits = Array("0123456789abcdef".utf8)
    private static let source = Guarded(Source())

    /// xoshiro256** (Blackman and Vigna, 2018) from a random start. An id is no secret, but it must not occur twice; and
    /// a system call an id would cost more than all the rest of it.
    private struct Source {
        private var state: (UInt64, UInt64, UInt64, UInt64)

        init() {
            var system = SystemRandomNumberGenerator()
            state = (system.next() | 1, system.next(), system.next(), system.next())
        }

        mutating func next() -> UInt64 {
            let result = Self.rotate(state.1 &* 5, 7) &* 9
            let shifted = state.1 << 17
            state.2 ^= state.0
            state.3 ^= state.1
            state.1 ^= state.2
            state.0 ^= state.3
            state.2 ^= shifted
            state.3 = Self.rotate(state.3, 45)
            return result
        }

        private static func rotate(_ value: UInt64, _ by: UInt64) -> UInt64 { value << by | value >> (64 - by) }
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
