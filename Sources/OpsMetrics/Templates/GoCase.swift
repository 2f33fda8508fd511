/// Upper, lower and title case as Go's package strings makes them: character by character.
enum GoCase {
    static func upper(_ text: String) -> String {
        mapped(text) { $0.properties.uppercaseMapping }
    }

    static func lower(_ text: String) -> String {
        mapped(text) { $0.properties.lowercaseMapping }
    }

    /// The first letter of every word in title case.
    static func title(_ text: String) -> String {
        var previous: Unicode.Scalar = " "
        return mapped(text) { scalar in
            defer { previous = scalar }
            return separates(previous) ? scalar.properties.titlecaseMapping : String(scalar)
        }
    }

    private static func mapped(_ text: String, _ map: (Unicode.Scalar) -> String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let mapped = map(scalar).unicodeScalars
            result.append(mapped.count == 1 ? mapped.first ?? scalar : scalar)
        }
        return String(result)
    }

    private static func separates(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar != "_" && !scalar.properties.isAlphabetic && !isDigit(scalar) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
            return false
        default: return scalar.properties.isWhitespace
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= 0x30 && scalar.value <= 0x39 }
}
