/// The text of a paste while it arrives, up to 64 KiB; the rest of a longer one is dropped.
struct PasteBuffer: Sendable {
    static let limit = 65_536
    private static let end = Array("\u{1B}[201~".utf8)

    private var bytes: [UInt8] = []
    private var tail: [UInt8] = []

    /// Takes a byte; true when it completes the end mark.
    mutating func append(_ byte: UInt8) -> Bool {
        tail.append(byte)
        if tail.count > Self.end.count { keep(tail.removeFirst()) }
        return tail == Self.end
    }

    /// The text: line ends as `\n`, no other controls, nothing that could not be drawn. Empties the buffer.
    mutating func finish() -> String {
        if tail != Self.end { for byte in tail { keep(byte) } }
        defer {
            bytes = []
            tail = []
        }
        let text = String(decoding: bytes, as: UTF8.self)
        var clean = String.UnicodeScalarView()
        var previous: UnicodeScalar = " "
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\r": clean.append("\n")
            case "\n": if previous != "\r" { clean.append("\n") }
            case "\t": clean.append("\t")
            default: if CellWidth.of(scalar) != .unsafe { clean.append(scalar) }
            }
            previous = scalar
        }
        return String(clean)
    }

    private mutating func keep(_ byte: UInt8) {
        if bytes.count < Self.limit { bytes.append(byte) }
    }
}
