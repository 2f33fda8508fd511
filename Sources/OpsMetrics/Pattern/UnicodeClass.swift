/// The characters that patterns name with `\pL` and `\p{Greek}`.
enum UnicodeClass {
    private struct Key: Hashable {
        let name: String
        let folding: Bool
        let isNegated: Bool
    }

    private static let known = Guarded<[Key: ScalarSet]>([:])

    /// The characters of a general category (`L`, `Lu`), of `Any`, or of a script; nil for an unknown name. A pattern may
    /// name one thousands of times, so all mentions share one set.
    ///
    /// - Parameters:
    ///   - folding: With every other case of its letters.
    ///   - isNegated: Turned over, after that.
    static func set(_ name: String, folding: Bool, isNegated: Bool) -> ScalarSet? {
        let key = Key(name: name, folding: folding, isNegated: isNegated)
        if let set = known.withLock({ $0[key] }) { return set }
        let made: ScalarSet
        if isNegated || folding {
            guard let plain = set(name, folding: isNegated && folding, isNegated: false) else { return nil }
            made = isNegated ? plain.inverted : plain.foldingCase
        } else {
            guard let ranges = ranges(name) else { return nil }
            made = ScalarSet(ranges)
        }
        // Bounded: only known names come here.
        known.withLock { $0[key] = made }
        return made
    }

    private static func ranges(_ name: String) -> [ClosedRange<UInt32>]? {
        if name == "Any" { return [0...ScalarSet.highest] }
        return UnicodeScript.ranges(name) ?? membership(name).map(scan)
    }

    private static func membership(_ name: String) -> ((Unicode.GeneralCategory) -> Bool)? {
        if let category = categories[name] { return { $0 == category } }
        let parts = categories.filter { $0.key.hasPrefix(name) }.map(\.value)
        guard name.count == 1, !parts.isEmpty else { return nil }
        let all = Set(parts)
        return { all.contains($0) }
    }

    /// Looks at every character once, but at the planes that Unicode has not begun or left to private use.
    private static func scan(_ isMember: (Unicode.GeneralCategory) -> Bool) -> [ClosedRange<UInt32>] {
        var ranges: [ClosedRange<UInt32>] = []
        for plane in [UInt32(0)...0x3FFFF, 0xE0000...0xE0FFF] {
            var first: UInt32?
            for value in plane {
                let isIn = Unicode.Scalar(value).map { isMember($0.properties.generalCategory) } ?? false
                if isIn {
                    first = first ?? value
                } else if let start = first {
                    ranges.append(start...value - 1)
                    first = nil
                }
            }
            if let start = first { ranges.append(start...plane.upperBound) }
        }
        return isMember(.privateUse) ? ranges + [0xF0000...0xFFFFD, 0x100000...0x10FFFD] : ranges
    }

    private static let categories: [String: Unicode.GeneralCategory] = [
        "Lu": .uppercaseLetter, "Ll": .lowercaseLetter, "Lt": .titlecaseLetter, "Lm": .modifierLetter,
        "Lo": .otherLetter, "Mn": .nonspacingMark, "Mc": .spacingMark, "Me": .enclosingMark, "Nd": .decimalNumber,
        "Nl": .letterNumber, "No": .otherNumber, "Pc": .connectorPunctuation, "Pd": .dashPunctuation,
        "Ps": .openPunctuation, "Pe": .closePunctuation, "Pi": .initialPunctuation, "Pf": .finalPunctuation,
        "Po": .otherPunctuation, "Sm": .mathSymbol, "Sc": .currencySymbol, "Sk": .modifierSymbol, "So": .otherSymbol,
        "Zs": .spaceSeparator, "Zl": .lineSeparator, "Zp": .paragraphSeparator, "Cc": .control, "Cf": .format,
        "Co": .privateUse,
    ]
}
