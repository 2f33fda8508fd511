/// Recognises card numbers.
enum PaymentCard {
    /// True for 13 to 19 digits (values 0 … 9) that begin as an issuer's numbers do and whose check digit is right
    /// (ISO/IEC 7812-1, Luhn).
    static func isPlausible(_ digits: [UInt8]) -> Bool {
        hasIssuer(digits) && luhnSum(digits) % 10 == 0
    }

    private static func luhnSum(_ digits: [UInt8]) -> Int {
        digits.reversed().enumerated().reduce(0) { sum, item in
            let doubled = Int(item.element) * (item.offset % 2 == 1 ? 2 : 1)
            return sum + (doubled > 9 ? doubled - 9 : doubled)
        }
    }

    private static func hasIssuer(_ digits: [UInt8]) -> Bool {
        guard digits.count >= 13 else { return false }
        let four = digits.prefix(4).reduce(0) { $0 * 10 + Int($1) }
        switch digits.count {
        case 13: return four / 1000 == 4
        case 14: return [30, 36, 38, 39].contains(four / 100)
        case 15: return [34, 37].contains(four / 100)
        case 16...19:
            return four / 1000 == 4 || (51...55).contains(four / 100) || (2221...2720).contains(four)
                || four == 6011 || (644...659).contains(four / 10) || (3528...3589).contains(four)
                || (50...69).contains(four / 100)
        default: return false
        }
    }
}
