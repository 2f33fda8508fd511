import OpsCore

/// The path of a request as it may be logged. People put keys into paths, and a path is the sender's text.
///
/// A part of 16 bytes or more stays only where it has the form of an id: a UUID, or at most 40 letters, digits and `._:-`
/// that do not look like a key. Everything else becomes `[hidden]`. Our own ids are numbers, UUIDs and short names.
enum LoggedPath {
    private static let shortestKey = 16
    private static let longestID = 40

    static func safe(_ path: String) -> String {
        guard path.utf8.count >= shortestKey else { return path }
        let plain = PercentText.decoded(path)
        let parts = plain.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.contains(where: isOpaque) else { return path }
        return parts.map { isOpaque($0) ? "[hidden]" : String($0) }.joined(separator: "/")
    }

    private static func isOpaque(_ part: Substring) -> Bool {
        guard part.utf8.count >= shortestKey else { return false }
        if isUUID(part) { return false }
        return part.utf8.count > longestID || !part.utf8.allSatisfy(isIDByte) || looksLikeKey(part)
    }

    /// 16 or more letters, digits and what separates them in keys, with letters and at least two digits among them; or as
    /// many letters without a break.
    static func looksLikeKey(_ text: Substring) -> Bool {
        var (run, letters, digits, word) = (0, 0, 0, 0)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): (digits, word) = (digits + 1, 0)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                (letters, word) = (letters + 1, word + 1)
            case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "="),
                UInt8(ascii: "~"):
                word = 0
            default: (run, letters, digits, word) = (-1, 0, 0, 0)
            }
            run += 1
            if run >= shortestKey, letters > 0, digits > 1 { return true }
            if word >= shortestKey { return true }
        }
        return false
    }

    private static func isIDByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: ":"):
            true
        default: false
        }
    }

    static func isUUID(_ part: Substring) -> Bool {
        guard part.utf8.count == 36 else { return false }
        return part.utf8.enumerated().allSatisfy { index, byte in
            [8, 13, 18, 23].contains(index) ? byte == UInt8(ascii: "-") : isHexadecimal(byte)
        }
    }

    static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 32)
    }
}
