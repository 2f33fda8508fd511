import Crypto

/// What is kept of a key: SHA-256 over a random salt and the key (CONTRACT row B3), never the key.
///
/// A plain hash rather than a slow one: keys are random, long, and checked with every request.
public struct KeySeal: Equatable, Sendable {
    /// 16 random bytes.
    public let salt: [UInt8]
    /// 32 bytes.
    public let digest: [UInt8]

    /// Seals `key` with a new salt.
    public init(of key: Secret) {
        salt = SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
        digest = Array(Self.hash(salt, key.reveal()))
    }

    /// A seal as it was stored; nil where the texts are no seal's.
    public init?(saltText: String, digestText: String) {
        guard let salt = Hexadecimal.bytes(saltText), let digest = Hexadecimal.bytes(digestText),
            salt.count == 16, digest.count == SHA256.byteCount
        else { return nil }
        self.salt = salt
        self.digest = digest
    }

    /// For the store: 32 hexadecimal digits.
    public var saltText: String { Hexadecimal.text(salt) }
    /// For the store: 64 hexadecimal digits.
    public var digestText: String { Hexadecimal.text(digest) }

    /// Whether this seals `presented`; compared in constant time.
    func fits(_ presented: String) -> Bool { Self.hash(salt, presented) == digest }

    private static func hash(_ salt: [UInt8], _ key: String) -> SHA256Digest {
        var text = salt
        text.append(contentsOf: key.utf8)
        return SHA256.hash(data: text)
    }
}
