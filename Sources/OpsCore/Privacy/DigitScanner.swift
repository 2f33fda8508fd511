/// Finds card and phone numbers among digits.
///
/// A line has many other numbers, above all times and ids: so a card must pass Luhn's check and begin as an issuer's
/// numbers do, and a phone number must begin with `+`, or be written 3-3-4, or be an area code with a leading 0 in
/// groups. Plain digits without any of these stay.
enum DigitScanner {
    static let fewestDigits = 7
    private static let longestNumber = 40

    static func redact(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            guard startsNumber(bytes, position) else {
                output.append(bytes[position])
                position += 1
                continue
            }
            let number = NumberGroups(bytes, from: position, longest: longestNumber)
            if let end = number.cardEnd {
                output += Array("[card]".utf8)
                position = end
            } else if let end = number.phoneEnd {
                output += Array("[phone]".utf8)
                position = end
            } else {
                position = copyNumber(bytes, from: position, to: &output)
            }
        }
        return output
    }

    private static func startsNumber(_ bytes: [UInt8], _ position: Int) -> Bool {
        let byte = bytes[position]
        guard Ascii.isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "(") else { return false }
        guard position > 0 else { return true }
        let before = bytes[position - 1]
        return !Ascii.isAlphanumeric(before) && before != UInt8(ascii: ".") && before != UInt8(ascii: "_")
    }

    private static func copyNumber(_ bytes: [UInt8], from start: Int, to output: inout [UInt8]) -> Int {
        var position = start
        repeat {
            output.append(bytes[position])
            position += 1
        } while position < bytes.count && Ascii.isDigit(bytes[position])
        return position
    }
}
