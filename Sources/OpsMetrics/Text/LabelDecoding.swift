/// Turns labels that the reader has found well formed into text.
enum LabelDecoding {
    struct Decoded {
        let name: String
        let value: String
        /// Where the name stands in the text.
        let place: Int
    }

    /// The labels in a range, in the text's order.
    ///
    /// - Throws: `MetricsTextError` where a name occurs twice.
    static func decode(
        _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
    ) throws(MetricsTextError) -> [Decoded] {
        var found: [Decoded] = []
        var place = range.lowerBound
        while let label = next(text, &place, range.upperBound) { found.append(label) }
        if let twice = repeated(found) {
            throw TextPlace.error("the label \"\(twice.name)\" occurs twice", at: twice.place, in: text)
        }
        return found
    }

    /// The identity that labels make, empty values left out.
    static func labels(_ decoded: [Decoded]) -> Labels {
        var kept: [Label] = []
        kept.reserveCapacity(decoded.count)
        for label in decoded where !label.value.isEmpty { kept.append(Label(name: label.name, value: label.value)) }
        kept.sort { $0.name < $1.name }
        return Labels(sorted: kept)
    }

    /// The first label whose name stood before. Sorted where there are many, so that a long line costs no square.
    private static func repeated(_ labels: [Decoded]) -> Decoded? {
        if labels.count <= 8 {
            for (index, label) in labels.enumerated() where labels[..<index].contains(where: { $0.name == label.name })
            {
                return label
            }
            return nil
        }
        var seen: Set<String> = []
        return labels.first { !seen.insert($0.name).inserted }
    }

    private static func next(_ text: UnsafeBufferPointer<UInt8>, _ place: inout Int, _ end: Int) -> Decoded? {
        while place < end, !isNameByte(text[place]) { place += 1 }
        guard place < end else { return nil }
        let start = place
        while place < end, isNameByte(text[place]) { place += 1 }
        let name = String(decoding: text[start..<place], as: UTF8.self)
        while place < end, text[place] != 0x22 { place += 1 }
        place += 1
        let valueStart = place
        var isPlain = true
        while place < end, text[place] != 0x22 {
            if text[place] == 0x5C {
                isPlain = false
                place += 1
            }
            place += 1
        }
        let bytes = text[valueStart..<min(max(place, valueStart), end)]
        place += 1
        let value = isPlain ? String(decoding: bytes, as: UTF8.self) : unescaped(bytes)
        return Decoded(name: name, value: value, place: start)
    }

    /// `\n`, `\"` and `\\` become what they stand for; any other backslash stays (OpenMetrics, Escaping).
    static func unescaped(_ bytes: some Collection<UInt8>) -> String {
        var plain: [UInt8] = []
        var isEscaped = false
        for byte in bytes {
            if isEscaped {
                switch byte {
                case UInt8(ascii: "n"): plain.append(0x0A)
                case 0x22, 0x5C: plain.append(byte)
                default: plain += [0x5C, byte]
                }
                isEscaped = false
            } else if byte == 0x5C {
                isEscaped = true
            } else {
                plain.append(byte)
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool { ByteClass.isName(byte) }
}
