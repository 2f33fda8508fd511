import CNcurses
import Glibc

/// What the terminal's description says that we need before curses starts: whether it can show a dashboard at all, the
/// bytes that give it back, and its own sequences for keys.
struct Terminfo: Sendable {
    var name: String
    /// Leaves the alternate screen, shows the cursor, plain colours, no bracketed paste.
    var restoreBytes: [UInt8]
    var keys: [[UInt8]: Key]

    /// Reads the description of a terminal; nil when there is none of that name.
    ///
    /// - Throws: `.unusable` for a terminal that is known and cannot move its cursor.
    static func read(_ name: String, output: Int32) throws(TerminalError) -> Terminfo? {
        switch name.withCString({ ops_terminfo_open($0, output) }) {
        case 0: break
        case 2: throw .unusable(reason: "it prints on paper (TERM=\(name))")
        default: return nil
        }
        defer { ops_terminfo_close() }
        guard capability("cup") != nil else {
            throw .unusable(reason: "it cannot move its cursor (TERM=\(name))")
        }
        return Terminfo(name: name, restoreBytes: restoreBytes(), keys: keys())
    }

    private static func restoreBytes() -> [UInt8] {
        var bytes = Array("\u{1B}[?2004l".utf8)
        for name in ["sgr0", "op", "rmcup", "cnorm"] { bytes += withoutPadding(capability(name) ?? []) }
        return bytes
    }

    private static func keys() -> [[UInt8]: Key] {
        var named: [(String, Key)] = [
            ("kcuu1", .up), ("kcud1", .down), ("kcuf1", .right), ("kcub1", .left), ("kpp", .pageUp), ("knp", .pageDown),
            ("khome", .home), ("kend", .end), ("kdch1", .delete), ("kcbt", .backTab), ("kent", .enter),
        ]
        for number in 1...20 { named.append(("kf\(number)", .function(number))) }
        var keys: [[UInt8]: Key] = [:]
        for (name, key) in named {
            guard let bytes = capability(name), bytes.count > 2, bytes[0] == 0x1B else { continue }
            keys[bytes] = key
        }
        return keys
    }

    /// A capability's bytes. curses owns the string; it is copied at once.
    private static func capability(_ name: String) -> [UInt8]? {
        guard let text = name.withCString({ ops_capability($0) }) else { return nil }
        return Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }

    /// The bytes without `$<5>` waits, which only curses may interpret.
    static func withoutPadding(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0x24, index + 1 < bytes.count, bytes[index + 1] == 0x3C,
                let end = bytes[index...].firstIndex(of: 0x3E)
            {
                index = end + 1
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }
}
