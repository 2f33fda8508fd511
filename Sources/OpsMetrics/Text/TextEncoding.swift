/// Checks that bytes are UTF-8 as the Unicode standard defines it (table 3-7): no surrogates, no long forms.
enum TextEncoding {
    /// Where the first byte stands that begins no character, or nil where all is well.
    static func firstFault(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var place = 0
        let raw = UnsafeRawBufferPointer(bytes)
        while place < bytes.count {
            // Eight plain characters at a time.
            while place + 8 <= bytes.count,
                raw.loadUnaligned(fromByteOffset: place, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            {
                place += 8
            }
            guard place < bytes.count else { return nil }
            if bytes[place] < 0x80 {
                place += 1
                continue
            }
            let length = length(bytes, place)
            guard length > 0 else { return place }
            place += length
        }
        return nil
    }

    /// Bytes of the character that begins here, 0 where none does.
    private static func length(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int {
        let first = bytes[place]
        let (count, lowest, highest): (Int, UInt8, UInt8)
        switch first {
        case 0xC2...0xDF: (count, lowest, highest) = (2, 0x80, 0xBF)
        case 0xE0: (count, lowest, highest) = (3, 0xA0, 0xBF)
        case 0xED: (count, lowest, highest) = (3, 0x80, 0x9F)
        case 0xE1...0xEF: (count, lowest, highest) = (3, 0x80, 0xBF)
        case 0xF0: (count, lowest, highest) = (4, 0x90, 0xBF)
        case 0xF1...0xF3: (count, lowest, highest) = (4, 0x80, 0xBF)
        case 0xF4: (count, lowest, highest) = (4, 0x80, 0x8F)
        default: return 0
        }
        guard place + count <= bytes.count, bytes[place + 1] >= lowest, bytes[place + 1] <= highest else { return 0 }
        for next in 2..<max(count, 2) where bytes[place + next] & 0xC0 != 0x80 { return 0 }
        return count
    }
}
