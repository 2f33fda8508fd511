import OpsCore

/// The path of a request as it may be logged. People put keys into paths, and a path is the sender's text.
///
/// What looks like a key becomes `[hidden]`: 16 or more letters and digits in a row, both among them, that are no UUID.
/// Our own ids are numbers, UUIDs and short names, and stay.
enum LoggedPath {
    private static let shortestKey = 16

    static func safe(_ path: String) -> String {
        guard path.utf8.count >= shortestKey else { return path }
        let plain = PercentText.decoded(path)
        let parts = plain.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.contains(where: isOpaque) else { return path }
        return parts.map { isOpaque($0) ? "[hidden]" : String($0) }.joined(separator: "/")
    }

    private static func isOpaque(_ part: Substring) -> Bool {
        guard part.utf8.count >= shortestKey, !isUUID(part) else { return false }
        var (run, letters, digits) = (0, 0, 0)
        for byte in part.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): letters += 1
            // Base64 and its URL form have few of these between long runs.
            case UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: "~"): break
            default: (run, letters, digits) = (-1, 0, 0)
            }
            run += 1
            if run >= shortestKey, letters > 0, digits > 1 { return true }
        }
        return false
    }

    private static func isUUID(_ part: Substring) -> Bool {
        guard part.utf8.count == 36 else { return false }
        return part.utf8.enumerated().allSatisfy { index, byte in
            [8, 13, 18, 23].contains(index) ? byte == UInt8(ascii: "-") : isHexadecimal(byte)
        }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 32)
    }
}
