@testable import OpsTerminal

/// Reads what curses writes to an xterm and knows what such a terminal would show: an independent judge of the screen.
struct ScreenReader {
    private(set) var rows: [[String]]
    private(set) var column = 0
    private(set) var row = 0
    private(set) var isAlternate = false
    private(set) var isCursorShown = true
    private(set) var attributes = ""
    /// Sequences that this reader does not know; a test expects none.
    private(set) var unknown: [String] = []
    private var last = " "

    init(columns: Int, rows: Int) {
        self.rows = Array(repeating: Array(repeating: " ", count: columns), count: rows)
    }

    var text: [String] {
        rows.map { row in
            var line = row.joined()
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    mutating func read(_ bytes: [UInt8]) {
        var scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            switch scalar {
            case "\u{1B}": sequence(&scalars)
            case "\r": column = 0
            case "\n": row = min(row + 1, rows.count - 1)
            case "\u{8}": column = max(0, column - 1)
            case "\u{F}", "\u{7}": break
            default: show(scalar)
            }
        }
    }

    private mutating func show(_ scalar: UnicodeScalar) {
        let width = CellWidth.of(scalar)
        if width == .mark {
            let place = max(0, column - 1)
            let base = rows[row][place].isEmpty ? max(0, place - 1) : place
            rows[row][base].unicodeScalars.append(scalar)
            return
        }
        guard column < rows[0].count else { return unknown.append("beyond the edge: \(scalar)") }
        last = String(scalar)
        put(last)
        if width == .wide {
            if column + 1 < rows[0].count, rows[row][column + 1].isEmpty { rows[row][column + 1] = " " }
            if column < rows[0].count { rows[row][column] = "" }
            column += 1
        }
    }

    private mutating func put(_ text: String) {
        if rows[row][column].isEmpty, column > 0 { rows[row][column - 1] = " " }
        if column + 1 < rows[0].count, rows[row][column + 1].isEmpty { rows[row][column + 1] = " " }
        rows[row][column] = text
        column += 1
    }

    private mutating func sequence(_ scalars: inout Substring.UnicodeScalarView) {
        guard let kind = scalars.popFirst() else { return }
        if kind == "(" || kind == ")" { return _ = scalars.popFirst() }
        if kind == "=" || kind == ">" || kind == "7" || kind == "8" { return }
        guard kind == "[" else { return unknown.append("ESC \(kind)") }
        var parameters = ""
        while let next = scalars.popFirst() {
            if next.value >= 0x40 { return control(parameters, next) }
            parameters.unicodeScalars.append(next)
        }
    }

    private mutating func control(_ parameters: String, _ final: UnicodeScalar) {
        let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        let first = max(1, numbers.first ?? 1)
        let width = rows[0].count
        switch final {
        case "H":
            row = min(first, rows.count) - 1
            column = min(max(1, numbers.count > 1 ? numbers[1] : 1), width) - 1
        case "G": column = min(first, width) - 1
        case "d": row = min(first, rows.count) - 1
        case "A": row = max(0, row - first)
        case "B": row = min(rows.count - 1, row + first)
        case "C": column = min(width - 1, column + first)
        case "D": column = max(0, column - first)
        case "J": erase(screenMode: numbers.first ?? 0)
        case "K": erase(lineMode: numbers.first ?? 0)
        case "X": for place in column..<min(width, column + first) { rows[row][place] = " " }
        case "b": for _ in 0..<first { put(last) }
        case "@":
            rows[row] = Array(
                (rows[row][..<column] + Array(repeating: " ", count: first) + rows[row][column...]).prefix(width))
        case "P":
            rows[row].removeSubrange(column..<min(width, column + first))
            rows[row] += Array(repeating: " ", count: width - rows[row].count)
        case "m": attributes = parameters
        case "h", "l": mode(parameters, final == "h")
        case "r", "t": break
        default: unknown.append("CSI \(parameters)\(final)")
        }
    }

    private mutating func mode(_ parameters: String, _ isOn: Bool) {
        switch parameters {
        case "?1049": isAlternate = isOn
        case "?25": isCursorShown = isOn
        case "?2004", "?12", "4", "?7", "?1", "?12;25": break
        default: unknown.append("mode \(parameters)")
        }
    }

    private mutating func erase(screenMode: Int) {
        let blank = Array(repeating: " ", count: rows[0].count)
        switch screenMode {
        case 2: rows = Array(repeating: blank, count: rows.count)
        case 1: unknown.append("CSI 1J")
        default:
            erase(lineMode: 0)
            for place in (row + 1)..<max(row + 1, rows.count) { rows[place] = blank }
        }
    }

    private mutating func erase(lineMode: Int) {
        let range =
            lineMode == 1 ? 0..<(min(column, rows[0].count - 1) + 1) : (lineMode == 2 ? 0 : column)..<rows[0].count
        for place in range { rows[row][place] = " " }
    }
}
