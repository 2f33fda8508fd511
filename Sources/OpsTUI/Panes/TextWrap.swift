/// Breaks text into lines at spaces.
enum TextWrap {
    /// Longer texts are cut, characters.
    static let limit = 4000

    /// Lines of at most `width` characters; a longer word is broken. An empty text is one empty line.
    static func lines(_ text: String, width: Int) -> [String] {
        let width = max(1, width)
        var lines: [String] = []
        var line = ""
        var length = 0
        for word in text.prefix(limit).split(whereSeparator: \.isWhitespace) {
            var rest = word[...]
            if length > 0, length + 1 + rest.count > width {
                lines.append(line)
                (line, length) = ("", 0)
            }
            while rest.count > width {
                lines.append(String(rest.prefix(width)))
                rest = rest.dropFirst(width)
            }
            line += length > 0 ? " " + rest : String(rest)
            length = line.count
        }
        if length > 0 || lines.isEmpty { lines.append(line) }
        return lines
    }
}
