/// Removes secrets and personal data from a text: the one component that every log line passes (CONTRACT row B7).
///
/// Known by their place: values of headers, query, form and JSON fields and environment variables whose names say key,
/// token, password and the like; bearer and basic credentials; user information in URLs. Known by their form: private
/// keys, JSON web tokens, common vendors' token prefixes, e-mail addresses, card numbers (Luhn and issuer's prefix),
/// phone numbers. Time is linear in the text's length; text without any sign of these is returned as it is.
public enum Redactor {
    /// Percent-encoded text is looked at decoded as well, and shown so where that finds something.
    ///
    /// `text` with each finding replaced by what it was: `[hidden]`, `[private key]`, `[email]`, `[card]`, `[phone]`.
    public static func redact(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var line = scanned(bytes)
        if bytes.contains(UInt8(ascii: "%")) {
            let plain = PercentText.decoded(line)
            let clean = scanned(plain)
            if clean != plain { line = clean }
        }
        return line == bytes ? text : String(decoding: line, as: UTF8.self)
    }

    private static func scanned(_ bytes: [UInt8]) -> [UInt8] {
        let signs = RedactionSigns(bytes)
        guard signs.any else { return bytes }
        var line = bytes
        if signs.dashes { line = PrivateKeyScanner.redact(line) }
        if signs.colon { line = UserInfoScanner.redact(line) }
        if signs.assignment { line = NamedValueScanner.redact(line) }
        if signs.letters { line = TokenScanner.redact(line) }
        if signs.at { line = EmailScanner.redact(line) }
        if signs.digits { line = DigitScanner.redact(line) }
        return line
    }
}

/// What a line holds that a scanner might look for; found in one pass so that most lines cost no more than this.
struct RedactionSigns {
    private(set) var dashes = false
    private(set) var colon = false
    private(set) var assignment = false
    private(set) var letters = false
    private(set) var at = false
    private(set) var digits = false

    var any: Bool { dashes || colon || assignment || letters || at || digits }

    init(_ bytes: [UInt8]) {
        var digitCount = 0
        var run = 0
        var dashRun = 0
        for byte in bytes {
            dashRun = byte == UInt8(ascii: "-") ? dashRun + 1 : 0
            if dashRun == 5 { dashes = true }
            if Ascii.isTokenByte(byte) { run += 1 } else { run = 0 }
            if run == TokenScanner.shortestToken { letters = true }
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digitCount += 1
            case UInt8(ascii: ":"): (colon, assignment) = (true, true)
            case UInt8(ascii: "="): assignment = true
            case UInt8(ascii: "@"): at = true
            case UInt8(ascii: "%"): (at, assignment) = (true, true)
            default: break
            }
        }
        digits = digitCount >= DigitScanner.fewestDigits
    }
}
