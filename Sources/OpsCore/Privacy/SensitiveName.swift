/// Decides by a field's name whether its value may be written down.
enum SensitiveName {
    /// How far a hidden value reaches.
    enum Extent {
        case word
        /// Values with spaces in them, such as `Authorization: Basic …` or `Cookie: a=…; b=…`.
        case line
    }

    /// Names are compared without `_` and `-`, in lower case.
    private static let exact: Set<String> = [
        "key", "auth", "pass", "pwd", "pin", "otp", "sid", "jwt", "email", "mail", "phone", "mobile", "telephone",
        "tel", "msisdn",
        "ssn", "iban", "card", "cardnumber", "pan", "cvv", "cvc", "dob", "birthdate",
    ]
    private static let parts = [
        "apikey", "adminkey", "privatekey", "secretkey", "accesskey", "signingkey", "encryptionkey", "keyfile", "token",
        "secret", "passwd", "password", "passphrase", "credential", "sessionid", "signature", "emailaddress",
        "phonenumber",
    ]
    /// Endings that make a name speak about a secret rather than hold one.
    private static let harmless = [
        "count", "id", "ttlms", "ttl", "enabled", "name", "age", "state", "limit", "s", "file", "at", "expiresin",
    ]

    static func extent(of name: ArraySlice<UInt8>) -> Extent? {
        guard name.count >= 3, name.count <= 80 else { return nil }
        let folded = String(
            decoding: name.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }.map(Ascii.lowercased),
            as: UTF8.self)
        if folded.hasSuffix("authorization") || folded.hasSuffix("cookie") { return .line }
        if exact.contains(folded) { return .word }
        guard let part = parts.first(where: { folded.contains($0) }) else { return nil }
        return isHarmless(folded, part: part, exactly: name) ? nil : .word
    }

    /// `key_count` and `token_ttl_ms` say nothing secret; `api_keys` and `tokens` do hold secrets.
    private static func isHarmless(_ folded: String, part: String, exactly name: ArraySlice<UInt8>) -> Bool {
        guard let end = harmless.first(where: { $0 != "s" && folded.hasSuffix($0) }) else { return false }
        // `API_KEY_ACME_STATE` could be a tenant's key: in capitals only the documented endings are harmless.
        let isVariable = name.allSatisfy { !($0 >= 97 && $0 <= 122) }
        return folded.count > end.count + part.count - 1 && (!isVariable || end == "enabled" || end == "file")
    }
}
