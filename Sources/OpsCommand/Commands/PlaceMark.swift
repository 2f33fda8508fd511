import OpsCore

/// Marks the place that an error names.
enum PlaceMark {
    /// How much of a long expression is shown on either side.
    private static let context = 40

    /// `1:3: parse error: unexpected end of input, at the mark: 1+ «here»`; the message alone where it names no place.
    static func put(into message: String, expression: String) -> String {
        guard let place = message.firstMatch(of: #/(\d+):(\d+): parse error/#), let line = Int(place.1),
            let column = Int(place.2),
            let offset = offset(line, column, Array(expression.utf8))
        else { return message }
        let bytes = Array(expression.utf8)
        func text(_ part: ArraySlice<UInt8>) -> String {
            SafeText.clean(String(decoding: part, as: UTF8.self), limit: 200)
        }
        let (before, after) = (bytes[..<offset].suffix(context), bytes[offset...].prefix(context))
        return "\(message), at the mark: " + (before.count < offset ? "…" : "") + text(before) + "«here»" + text(after)
            + (after.count < bytes.count - offset ? "…" : "")
    }

    private static func offset(_ line: Int, _ column: Int, _ text: [UInt8]) -> Int? {
        guard line >= 1, column >= 1 else { return nil }
        var start = 0
        for _ in 1..<max(line, 1) {
            guard let end = text[start...].firstIndex(of: 0x0A) else { return nil }
            start = end + 1
        }
        let (offset, overflows) = start.addingReportingOverflow(column - 1)
        return overflows || offset > text.count ? nil : offset
    }
}
