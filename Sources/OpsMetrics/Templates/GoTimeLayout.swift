/// The layouts of Go's `time.Format`: a pattern is the time 2006-01-02 15:04:05 -0700 written as one wants it.
enum GoTimeLayout {
    /// The pieces of a layout, longer ones before those that they begin with.
    private static let pieces: [(text: String, show: @Sendable (GoTime.Parts) -> String)] = [
        ("January", { GoTime.months[($0.date.month + 11) % 12] }),
        ("Jan", { String(GoTime.months[($0.date.month + 11) % 12].prefix(3)) }),
        ("Monday", { GoTime.weekdays[$0.weekday] }), ("Mon", { String(GoTime.weekdays[$0.weekday].prefix(3)) }),
        ("MST", { _ in "UTC" }),
        ("002", { GoTime.padded($0.date.dayOfYear, 3) }), ("01", { GoTime.padded($0.date.month, 2) }),
        ("02", { GoTime.padded($0.date.day, 2) }), ("03", { GoTime.padded(hour12($0), 2) }),
        ("04", { GoTime.padded($0.minute, 2) }), ("05", { GoTime.padded($0.secondOfMinute, 2) }),
        ("06", { GoTime.padded($0.date.year % 100, 2) }), ("15", { GoTime.padded($0.hour, 2) }),
        ("1", { "\($0.date.month)" }), ("2006", { GoTime.padded($0.date.year, 4) }), ("2", { "\($0.date.day)" }),
        ("_2006", { "_" + GoTime.padded($0.date.year, 4) }), ("__2", { blank($0.date.dayOfYear, 3) }),
        ("_2", { blank($0.date.day, 2) }), ("3", { "\(hour12($0))" }), ("4", { "\($0.minute)" }),
        ("5", { "\($0.secondOfMinute)" }), ("PM", { $0.hour < 12 ? "AM" : "PM" }),
        ("pm", { $0.hour < 12 ? "am" : "pm" }),
        ("-070000", { _ in "+000000" }), ("-07:00:00", { _ in "+00:00:00" }), ("-0700", { _ in "+0000" }),
        ("-07:00", { _ in "+00:00" }), ("-07", { _ in "+00" }), ("Z070000", { _ in "Z" }),
        ("Z07:00:00", { _ in "Z" }), ("Z0700", { _ in "Z" }), ("Z07:00", { _ in "Z" }), ("Z07", { _ in "Z" }),
    ]

    private static func hour12(_ parts: GoTime.Parts) -> Int { parts.hour % 12 == 0 ? 12 : parts.hour % 12 }

    private static func blank(_ number: Int, _ width: Int) -> String {
        String(repeating: " ", count: max(width - "\(number)".utf8.count, 0)) + "\(number)"
    }

    /// A time by a layout, in UTC.
    static func text(_ milliseconds: Int64, _ layout: String) -> String {
        let parts = GoTime.Parts(milliseconds)
        var shown = ""
        var rest = layout[...]
        while let first = rest.first {
            if let (text, length) = fraction(rest, parts) {
                shown += text
                rest = rest.dropFirst(length)
            } else if let piece = pieces.first(where: { fits($0.text, rest) }) {
                shown += piece.show(parts)
                rest = rest.dropFirst(piece.text.count)
            } else {
                shown.append(first)
                rest.removeFirst()
            }
        }
        return shown
    }

    /// `Jan` and `Mon` are no piece of a longer word.
    private static func fits(_ piece: String, _ rest: Substring) -> Bool {
        guard rest.hasPrefix(piece) else { return false }
        guard piece == "Jan" || piece == "Mon" else { return true }
        let next = rest.dropFirst(3).utf8.first ?? 0
        return !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains(next)
    }

    /// `.000` with all digits, `.999` without zeros at the end; no digit follows.
    private static func fraction(
        _ rest: Substring, _ parts: GoTime.Parts
    ) -> (text: String, length: Int)? {
        guard let mark = rest.first, mark == "." || mark == ",", let digit = rest.dropFirst().first,
            digit == "0" || digit == "9"
        else { return nil }
        let run = rest.dropFirst().prefix { $0 == digit }
        guard !(rest.dropFirst(run.count + 1).first?.isNumber ?? false) else { return nil }
        let all = GoTime.padded(parts.millisecond, 3) + String(repeating: "0", count: max(run.count - 3, 0))
        var kept = String(all.prefix(run.count))
        if digit == "9" { while kept.hasSuffix("0") { kept.removeLast() } }
        return (kept.isEmpty ? "" : "\(mark)" + kept, run.count + 1)
    }
}
