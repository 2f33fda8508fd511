/// The hash XXH64 with seed 0 (Y. Collet, "xxHash fast digest algorithm", specification 0.1.1).
enum XXHash64 {
    private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

    static func hash(_ bytes: [UInt8]) -> UInt64 {
        var index = 0
        var hash = prime5
        if bytes.count >= 32 { hash = stripes(bytes, &index) }
        hash &+= UInt64(bytes.count)
        while index + 8 <= bytes.count {
            hash ^= round(0, word(bytes, index, 8))
            hash = rotated(hash, 27) &* prime1 &+ prime4
            index += 8
        }
        if index + 4 <= bytes.count {
            hash ^= word(bytes, index, 4) &* prime1
            hash = rotated(hash, 23) &* prime2 &+ prime3
            index += 4
        }
        while index < bytes.count {
            hash ^= UInt64(bytes[index]) &* prime5
            hash = rotated(hash, 11) &* prime1
            index += 1
        }
        hash ^= hash >> 33
        hash &*= prime2
        hash ^= hash >> 29
        hash &*= prime3
        return hash ^ hash >> 32
    }

    /// Four lanes of eight bytes each, as long as there are 32.
    private static func stripes(_ bytes: [UInt8], _ index: inout Int) -> UInt64 {
        var lanes = [prime1 &+ prime2, prime2, 0, 0 &- prime1]
        while index + 32 <= bytes.count {
            for lane in 0..<4 { lanes[lane] = round(lanes[lane], word(bytes, index + 8 * lane, 8)) }
            index += 32
        }
        var hash =
            rotated(lanes[0], 1) &+ rotated(lanes[1], 7) &+ rotated(lanes[2], 12) &+ rotated(lanes[3], 18)
        for lane in lanes { hash = (hash ^ round(0, lane)) &* prime1 &+ prime4 }
        return hash
    }

    private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        rotated(lane &+ word &* prime2, 31) &* prime1
    }

    private static func rotated(_ value: UInt64, _ bits: UInt64) -> UInt64 { value << bits | value >> (64 - bits) }

    /// Bytes as a number, the lowest first.
    private static func word(_ bytes: [UInt8], _ index: Int, _ count: Int) -> UInt64 {
        var word: UInt64 = 0
        for offset in 0..<count { word |= UInt64(bytes[index + offset]) << UInt64(8 * offset) }
        return word
    }
}
