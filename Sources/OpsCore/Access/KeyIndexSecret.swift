import Crypto

/// The secret under which keys are indexed: HMAC-SHA-256 of a key under it finds the key without scanning and, cut to
/// 40 bits, is the public id of a key that was configured or brought along.
///
/// Each site has one, kept in its database, so that ids are the same after a restart and yet let nobody who only sees
/// an id test guesses of the key.
public struct KeyIndexSecret: Sendable, CustomStringConvertible, CustomReflectable {
    private let bytes: [UInt8]
    private let prepared: HMAC<SHA256>

    /// A random one.
    public init() { self.init(bytes: SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }) }

    /// One as it was stored; nil where the text is not 64 hexadecimal digits.
    public init?(text: Secret) {
        guard let bytes = Hexadecimal.bytes(text.reveal()), bytes.count == 32 else { return nil }
        self.init(bytes: bytes)
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
        // Its inner and outer blocks are hashed once here, not with each key.
        prepared = HMAC(key: SymmetricKey(data: bytes))
    }

    /// For the store.
    public var text: Secret { Secret(Hexadecimal.text(bytes)) }
    public var description: String { "[hidden]" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// The public id of a key that has none in its text: 10 hexadecimal digits.
    public func id(of key: Secret) -> String { Self.id(code(of: key.reveal())) }

    func code(of key: String) -> HMAC<SHA256>.MAC {
        var mac = prepared
        mac.update(data: Array(key.utf8))
        return mac.finalize()
    }

    static func id(_ code: HMAC<SHA256>.MAC) -> String { Hexadecimal.text(code.prefix(KeyText.idLength / 2)) }
}
