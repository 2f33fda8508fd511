extension RelabelRule {
    /// Applies rules one after the other.
    ///
    /// - Returns: The changed labels, or nil where a rule drops what has them, or makes more of them than can be kept.
    public static func apply(_ rules: [RelabelRule], to labels: Labels) -> Labels? {
        guard !rules.isEmpty else { return labels }
        var edit = LabelEdit(labels.pairs)
        return apply(rules, to: &edit) && edit.excess == nil ? edit.labels : nil
    }

    /// Whether what has the labels stays; it means nothing where there is too much of them.
    static func apply(_ rules: [RelabelRule], to edit: inout LabelEdit) -> Bool {
        rules.allSatisfy { $0.apply(to: &edit) && edit.excess == nil }
    }

    private func apply(to edit: inout LabelEdit) -> Bool {
        guard let text = joined(edit) else {
            edit.setTooLong("a text of source labels", ScrapeLimits.joinedBytesAtMost)
            return false
        }
        switch action {
        case .keep: return pattern.matches(text)
        case .drop: return !pattern.matches(text)
        case .keepequal: return (edit[targetLabel] ?? "") == text
        case .dropequal: return (edit[targetLabel] ?? "") != text
        case .replace: replace(text, &edit)
        case .lowercase: edit[targetLabel] = LetterCase.lower(text)
        case .uppercase: edit[targetLabel] = LetterCase.upper(text)
        case .hashmod: edit[targetLabel] = String(MD5.lastHalf(text.utf8) % max(modulus, 1))
        case .labelmap: map(&edit)
        case .labeldrop: edit.removeAll { pattern.matches($0) }
        case .labelkeep: edit.removeAll { !pattern.matches($0) }
        }
        return true
    }

    /// The text that the rule looks at; nil where it is too long.
    private func joined(_ edit: LabelEdit) -> String? {
        var text = ""
        for (index, name) in sourceLabels.enumerated() {
            if index > 0 { text += separator }
            text += edit[name] ?? ""
            guard text.utf8.count <= ScrapeLimits.joinedBytesAtMost else { return nil }
        }
        return text
    }

    private func replace(_ text: String, _ edit: inout LabelEdit) {
        guard let groups = pattern.captures(text) else { return }
        guard let name = target.filled(groups, names: pattern.groupNames),
            let value = filling.filled(groups, names: pattern.groupNames)
        else { return edit.setTooLong("a label") }
        if !name.isEmpty { edit[name] = value }
    }

    private func map(_ edit: inout LabelEdit) {
        for label in edit.pairs {
            guard let groups = pattern.captures(label.name) else { continue }
            guard let name = filling.filled(groups, names: pattern.groupNames) else {
                return edit.setTooLong("a label's name")
            }
            if !name.isEmpty { edit[name] = label.value }
        }
    }
}

/// Letters in the other case as Go's `strings` change them: each character by itself, one for one.
enum LetterCase {
    static func lower(_ text: String) -> String {
        mapped(text) { scalar in
            // The dotted capital İ: two characters by Unicode's full mapping, one by the simple.
            scalar == "\u{130}" ? "i" : scalar.properties.lowercaseMapping
        }
    }

    static func upper(_ text: String) -> String {
        mapped(text) { scalar in
            let capital = scalar.properties.uppercaseMapping
            return capital.unicodeScalars.count == 1 ? capital : scalar.properties.titlecaseMapping
        }
    }

    private static func mapped(_ text: String, _ change: (Unicode.Scalar) -> String) -> String {
        var changed = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let mapped = change(scalar).unicodeScalars
            changed.append(mapped.count == 1 ? mapped.first ?? scalar : scalar)
        }
        return String(changed)
    }
}
