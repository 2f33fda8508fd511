import CNcurses
import Glibc

/// Turns a cell's text into curses' cells, and makes sure that both count the same columns.
enum CursesText {
    /// Appends the cells of one character with its marks. Where the C library, in this locale, gives the character
    /// another width than `CellWidth`, a question mark a column stands for it: a wrong shape is better than a shifted row.
    static func append(_ text: String, attributes: attr_t, pair: Int32, to line: inout [cchar_t]) {
        // A base, at most three marks, the NUL.
        var characters: (wchar_t, wchar_t, wchar_t, wchar_t, wchar_t) = (0, 0, 0, 0, 0)
        var count = 0
        var columns = 1
        for scalar in text.unicodeScalars where count < 4 {
            let character = wchar_t(bitPattern: scalar.value)
            if count == 0 {
                columns = CellWidth.of(scalar) == .wide ? 2 : 1
                let agrees = scalar.value < 0x7F || ops_width(character) == Int32(columns)
                characters.0 = agrees ? character : 0x3F
                if !agrees {
                    for _ in 0..<columns { append(characters, attributes, pair, &line) }
                    return
                }
            } else if ops_width(character) == 0 {
                withUnsafeMutableBytes(of: &characters) { bytes in
                    // Within the tuple: `count` is 1…3 of its five places.
                    bytes.storeBytes(
                        of: character, toByteOffset: count * MemoryLayout<wchar_t>.stride, as: wchar_t.self)
                }
            } else {
                continue
            }
            count += 1
        }
        append(characters, attributes, pair, &line)
    }

    private static func append(
        _ characters: (wchar_t, wchar_t, wchar_t, wchar_t, wchar_t), _ attributes: attr_t, _ pair: Int32,
        _ line: inout [cchar_t]
    ) {
        var cell = cchar_t()
        withUnsafeBytes(of: characters) { bytes in
            // The tuple is five wchar_t in a row and ends in a NUL; curses copies it during the call.
            let text = bytes.bindMemory(to: wchar_t.self)
            if let start = text.baseAddress { ops_setcchar(&cell, start, attributes, pair) }
        }
        line.append(cell)
    }
}
