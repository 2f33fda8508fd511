/// Which keys are good enough (CONTRACT.md, "Who may do what").
public enum KeyQuality {
    /// In production no key may be shorter.
    public static let shortestProductionKey = 16
    /// Keys that documentation shows, in lower case.
    private static let demoKeys: Set<String> = ["abc123", "xyz789", "newkey123", "change_me_in_prod"]

    /// Why a key is refused; nil where it is accepted. The reason never shows the key.
    public static func objection(to key: String, production: Bool) -> String? {
        if key.isEmpty { return "the key is empty" }
        if key.utf8.count > KeyRing.maximumKeyBytes {
            return "the key is longer than \(KeyRing.maximumKeyBytes) bytes"
        }
        if !key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            return "the key holds white space or characters that a header cannot carry"
        }
        guard production else { return nil }
        if demoKeys.contains(key.lowercased()) {
            return "the key is a demo key from the documentation; production needs one of its own"
        }
        if key.utf8.count < shortestProductionKey {
            return "the key is shorter than \(shortestProductionKey) characters, which production does not accept"
        }
        return nil
    }
}
