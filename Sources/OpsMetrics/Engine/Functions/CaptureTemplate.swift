/// The replacement of `label_replace` and of relabelling, as Go's `Regexp.Expand` reads it.
enum CaptureTemplate {
    /// Fills `$1`, `${1}`, `$name`, `${name}` and `$$`. The longest name counts: `$1x` is the group named `1x`. A group that
    /// took no part or does not exist is empty; a `$` before anything else stays.
    ///
    /// - Parameters:
    ///   - groups: The captured texts, the whole match first.
    ///   - names: The groups' names, from the first group on.
    static func expand(_ template: String, _ groups: [String?], _ names: [String?]) -> String {
        var expanded = String.UnicodeScalarView()
        var rest = Substring(template).unicodeScalars
        while let scalar = rest.popFirst() {
            guard scalar == "$" else {
                expanded.append(scalar)
                continue
            }
            if rest.first == "$" {
                expanded.append(scalar)
                rest.removeFirst()
            } else if let name = takeName(&rest) {
                expanded.append(contentsOf: (text(name, groups, names) ?? "").unicodeScalars)
            } else {
                expanded.append(scalar)
            }
        }
        return String(expanded)
    }

    private static func takeName(_ rest: inout Substring.UnicodeScalarView) -> String? {
        let isBraced = rest.first == "{"
        let inside = isBraced ? rest.dropFirst() : rest
        let name = inside.prefix { isNamePart($0) }
        guard !name.isEmpty else { return nil }
        var after = inside[name.endIndex...]
        if isBraced {
            guard after.first == "}" else { return nil }
            after.removeFirst()
        }
        rest = after
        return String(Substring(name))
    }

    private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.generalCategory == .decimalNumber
            || scalar.properties.generalCategory.isLetter
    }

    private static func text(_ name: String, _ groups: [String?], _ names: [String?]) -> String? {
        let isNumber = name.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } && (name == "0" || !name.hasPrefix("0"))
        if isNumber, let index = Int(name) { return groups.indices.contains(index) ? groups[index] : nil }
        for (index, known) in names.enumerated() where known == name && index + 1 < groups.count {
            if let text = groups[index + 1] { return text }
        }
        return nil
    }
}

extension Unicode.GeneralCategory {
    /// Whether this is one of the five categories of letters.
    var isLetter: Bool {
        switch self {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }
}
