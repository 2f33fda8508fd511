/// Line and column of a place in a text, counted only when something is wrong.
enum TextPlace {
    static func error(
        _ message: String, at place: Int, in text: UnsafeBufferPointer<UInt8>
    ) -> MetricsTextError {
        let before = text[..<min(max(place, 0), text.count)]
        var line = 1
        var start = 0
        for (index, byte) in before.enumerated() where byte == 0x0A {
            line += 1
            start = index + 1
        }
        return MetricsTextError(message: message, line: line, column: before.count - start + 1)
    }
}
