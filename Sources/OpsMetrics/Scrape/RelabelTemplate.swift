/// A text with places for captured groups, as Go's `Regexp.Expand` reads it: `$1`, `${1}`, `$name`, `${name}`, `$$`.
struct RelabelTemplate: Sendable, Hashable {
    enum Part: Sendable, Hashable {
        case text(String)
        /// A group by its number; 0 is everything that matched.
        case number(Int)
        case name(String)
    }

    let text: String
    let parts: [Part]

    init(_ text: String) {
        self.text = text
        parts = Self.parts(text)
    }

    /// Whether a group stands in it.
    var hasGroups: Bool {
        parts.contains { part in
            if case .text = part { false } else { true }
        }
    }

    /// The text with the groups in their places; a group that is not there or took no part is empty. Nil where it would be
    /// longer than a label may be.
    func filled(_ groups: [String?], names: [String?]) -> String? {
        var filled = ""
        for part in parts {
            guard filled.utf8.count <= ScrapeLimits.labelBytesAtMost else { return nil }
            switch part {
            case .text(let text): filled += text
            case .number(let number): filled += groups.indices.contains(number) ? groups[number] ?? "" : ""
            case .name(let name):
                guard let place = names.firstIndex(of: name), place + 1 < groups.count else { continue }
                filled += groups[place + 1] ?? ""
            }
        }
        return filled.utf8.count <= ScrapeLimits.labelBytesAtMost ? filled : nil
    }

    private static func parts(_ template: String) -> [Part] {
        var parts: [Part] = []
        var plain = ""
        var rest = Substring(template)
        while let dollar = rest.firstIndex(of: "$") {
            plain += rest[..<dollar]
            rest = rest[dollar...].dropFirst()
            if rest.first == "$" {
                plain += "$"
                rest = rest.dropFirst()
                continue
            }
            guard let name = takeName(&rest) else {
                plain += "$"
                continue
            }
            if !plain.isEmpty { parts.append(.text(plain)) }
            plain = ""
            parts.append(number(name).map { .number($0) } ?? .name(name))
        }
        plain += rest
        return plain.isEmpty ? parts : parts + [.text(plain)]
    }

    /// The name after a dollar sign, the longest there is; nil, and nothing taken, where none follows.
    private static func takeName(_ rest: inout Substring) -> String? {
        let isBraced = rest.first == "{"
        let name = (isBraced ? rest.dropFirst() : rest).prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        let after = rest[name.endIndex...]
        guard !name.isEmpty, !isBraced || after.first == "}" else { return nil }
        rest = isBraced ? after.dropFirst() : after
        return String(name)
    }

    /// Digits without a leading zero are a number.
    private static func number(_ name: String) -> Int? {
        guard name.utf8.allSatisfy(MetricName.isDigit), name == "0" || name.first != "0", name.utf8.count <= 8 else {
            return nil
        }
        return Int(name)
    }
}
