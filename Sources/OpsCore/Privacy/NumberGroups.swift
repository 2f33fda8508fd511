/// Groups of digits with single separators between them, read from one place of a text.
struct NumberGroups {
    private struct Group {
        var digits: ArraySlice<UInt8>
        /// What stood before it: nothing before the first.
        var separator: UInt8?
    }

    private var groups: [Group] = []
    private let plus: Bool
    private let parenthesis: Bool
    private let bytes: [UInt8]

    /// Reads at most `longest` bytes.
    init(_ bytes: [UInt8], from start: Int, longest: Int) {
        self.bytes = bytes
        var position = start
        let limit = min(bytes.count, start + longest)
        plus = bytes[position] == UInt8(ascii: "+")
        if plus { position += 1 }
        parenthesis = position < limit && bytes[position] == UInt8(ascii: "(")
        if parenthesis { position += 1 }
        var separator: UInt8?
        while position < limit, Ascii.isDigit(bytes[position]) {
            let first = position
            while position < bytes.count, Ascii.isDigit(bytes[position]) { position += 1 }
            groups.append(Group(digits: bytes[first..<position], separator: separator))
            guard let (byte, next) = Self.separator(in: bytes, at: position, limit: limit) else { break }
            separator = byte
            position = next
        }
    }

    /// `-`, `.`, `/` or a space, the latter also as `) ` and ` (`.
    private static func separator(in bytes: [UInt8], at start: Int, limit: Int) -> (UInt8, Int)? {
        var position = start
        var found: UInt8?
        while position < limit, position < start + 2 {
            switch bytes[position] {
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"): found = found ?? bytes[position]
            case UInt8(ascii: " "), UInt8(ascii: "("), UInt8(ascii: ")"): found = UInt8(ascii: " ")
            default: position = limit
            }
            guard position < limit else { break }
            position += 1
            if position < limit, Ascii.isDigit(bytes[position]) { return found.map { ($0, position) } }
        }
        return nil
    }

    /// The end of the longest card number that begins here; nil where none does.
    var cardEnd: Int? {
        guard !plus, !parenthesis else { return nil }
        var digits: [UInt8] = []
        var end: Int?
        for group in groups {
            if let separator = group.separator, separator != UInt8(ascii: " "), separator != UInt8(ascii: "-") { break }
            digits += group.digits.map { $0 - 48 }
            guard digits.count <= 19 else { break }
            if PaymentCard.isPlausible(digits), endsNumber(group.digits.endIndex) { end = group.digits.endIndex }
        }
        return end
    }

    /// The end of a phone number that begins here; nil where none does.
    var phoneEnd: Int? {
        if plus { return internationalEnd }
        return northAmericanEnd ?? nationalEnd
    }

    private var internationalEnd: Int? {
        var count = 0
        var end: Int?
        for group in groups {
            count += group.digits.count
            guard count <= 15 else { break }
            if count >= 7, endsNumber(group.digits.endIndex) { end = group.digits.endIndex }
        }
        return end
    }

    /// Ten digits as 3-3-4, perhaps behind a country code of 1.
    private var northAmericanEnd: Int? {
        let lengths = groups.map(\.digits.count)
        let from = lengths.first == 1 && groups.first?.digits.first == UInt8(ascii: "1") ? 1 : 0
        guard lengths.count >= from + 3, Array(lengths[from..<(from + 3)]) == [3, 3, 4] else { return nil }
        let end = groups[from + 2].digits.endIndex
        return endsNumber(end) ? end : nil
    }

    /// A leading 0, then 8 to 11 more digits in two to five groups, none shorter than two digits.
    private var nationalEnd: Int? {
        guard let first = groups.first?.digits, first.first == UInt8(ascii: "0"), (3...6).contains(first.count) else {
            return nil
        }
        var count = 0
        var end: Int?
        for (index, group) in groups.prefix(5).enumerated() {
            count += group.digits.count
            guard group.digits.count >= 2, group.separator != UInt8(ascii: "."), count <= 12 else { break }
            if count >= 9, index > 0, endsNumber(group.digits.endIndex) { end = group.digits.endIndex }
        }
        return end
    }

    /// False where a letter, a colon or a fraction follows: then the digits were part of something else.
    private func endsNumber(_ end: Int) -> Bool {
        guard end < bytes.count else { return true }
        return !Ascii.isAlphanumeric(bytes[end]) && bytes[end] != UInt8(ascii: ":") && bytes[end] != UInt8(ascii: "_")
    }
}
