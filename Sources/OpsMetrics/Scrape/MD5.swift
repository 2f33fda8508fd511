import Glibc

/// The MD5 digest (RFC 1321), which `hashmod` is defined by; of no use for secrets.
enum MD5 {
    private static let shifts: [[UInt32]] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]]
    /// ⌊2³² · |sin(i + 1)|⌋ (RFC 1321, 3.4).
    private static let sines: [UInt32] = (0..<64).map { UInt32(abs(sin(Double($0 + 1))) * 4_294_967_296) }

    /// The last eight of the digest's sixteen bytes as a number, most significant first.
    static func lastHalf(_ message: some Sequence<UInt8>) -> UInt64 {
        let words = digest(message)
        return UInt64(words[2].byteSwapped) << 32 | UInt64(words[3].byteSwapped)
    }

    /// The digest as four words, their bytes least significant first.
    static func digest(_ message: some Sequence<UInt8>) -> [UInt32] {
        var bytes = Array(message)
        let bitCount = UInt64(bytes.count) &* 8
        bytes.append(0x80)
        bytes.append(contentsOf: repeatElement(0, count: (120 - bytes.count % 64) % 64))
        withUnsafeBytes(of: bitCount.littleEndian) { bytes.append(contentsOf: $0) }
        var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]
        bytes.withUnsafeBytes { raw in
            for start in stride(from: 0, to: raw.count, by: 64) { add(raw, start, to: &state) }
        }
        return state
    }

    private static func add(_ raw: UnsafeRawBufferPointer, _ start: Int, to state: inout [UInt32]) {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        for index in 0..<64 {
            let (mixed, word): (UInt32, Int)
            switch index / 16 {
            case 0: (mixed, word) = (b & c | ~b & d, index)
            case 1: (mixed, word) = (d & b | ~d & c, (5 * index + 1) % 16)
            case 2: (mixed, word) = (b ^ c ^ d, (3 * index + 5) % 16)
            default: (mixed, word) = (c ^ (b | ~d), 7 * index % 16)
            }
            let part = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: start + 4 * word, as: UInt32.self))
            let sum = a &+ mixed &+ part &+ sines[index]
            let shift = shifts[index / 16][index % 4]
            (a, d, c, b) = (d, c, b, b &+ (sum << shift | sum >> (32 - shift)))
        }
        state[0] &+= a
        state[1] &+= b
        state[2] &+= c
        state[3] &+= d
    }
}
