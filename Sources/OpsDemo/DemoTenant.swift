import OpsCore

/// A customer of the demo: its key and how it behaves.
struct DemoTenant: Sendable {
    var name: String
    var key: Secret
    var requestsPerSecond: Double
    /// 0 … 1: requests that the server must refuse (422), as careless clients send them.
    var carelessRatio: Double

    /// Three tenants, each with a fresh random key.
    static func three() -> [DemoTenant] {
        [
            DemoTenant(name: "acme", key: .random(), requestsPerSecond: 18, carelessRatio: 0),
            DemoTenant(name: "globex", key: .random(), requestsPerSecond: 11, carelessRatio: 0.01),
            DemoTenant(name: "initech", key: .random(), requestsPerSecond: 5, carelessRatio: 0.06),
        ]
    }
}

extension Secret {
    /// 192 random bits, in hex.
    static func random() -> Secret {
        var generator = SystemRandomNumberGenerator()
        let words = (0..<3).map { _ in generator.next() }
        return Secret(
            words.map { word in
                let hex = String(word, radix: 16)
                return String(repeating: "0", count: 16 - hex.count) + hex
            }.joined())
    }
}
