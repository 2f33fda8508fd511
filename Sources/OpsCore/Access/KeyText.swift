/// The form of keys that are made here: `ops_ID_SECRET`, ID the public id and SECRET 160 random bits, both in
/// Crockford's base32 in lower case. The id in the text is what lets the store find a key without scanning.
public enum KeyText {
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let prefix = "ops_"
    /// Characters of a public id: 50 random bits.
    public static let idLength = 10
    /// Characters of the secret: 160 random bits.
    public static let secretLength = 32

    /// A new key and its public id.
    public static func make() -> (id: String, key: Secret) {
        let id = random(idLength)
        return (id, Secret("\(prefix)\(id)_\(random(secretLength))"))
    }

    /// A new key without an id in it, for files: 260 random bits.
    public static func makeForFile() -> Secret { Secret("opskey_\(random(52))") }

    /// The public id that the text names; nil where it has not the form of a key made here.
    static func id(in text: String) -> String? {
        let bytes = text.utf8
        guard bytes.count == prefix.utf8.count + idLength + 1 + secretLength, text.hasPrefix(prefix) else { return nil }
        let start = bytes.index(bytes.startIndex, offsetBy: prefix.utf8.count)
        let end = bytes.index(start, offsetBy: idLength)
        return bytes[end] == UInt8(ascii: "_") ? String(text[start..<end]) : nil
    }

    /// Random characters from the system's generator.
    private static func random(_ count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
