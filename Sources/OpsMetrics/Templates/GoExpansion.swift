/// `$1`, `${1}`, `$name` and `$$` in a replacement, as Go's regular expressions fill them.
enum GoExpansion {
    /// Fills a template; `groups` begin with the whole match, `names` with the first group.
    static func text(_ template: String, _ groups: [String?], _ names: [String?]) -> String {
        var expanded = ""
        var rest = template.unicodeScalars[...]
        while let dollar = rest.firstIndex(of: "$") {
            expanded.unicodeScalars.append(contentsOf: rest[..<dollar])
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "$" {
                expanded += "$"
                rest = rest.dropFirst()
                continue
            }
            let isBraced = rest.first == "{"
            let name = (isBraced ? rest.dropFirst() : rest).prefix {
                $0 == "_" || $0.properties.isAlphabetic || isDigit($0)
            }
            let isClosed = !isBraced || rest.dropFirst(name.count + 1).first == "}"
            guard !name.isEmpty, isClosed else {
                expanded += "$"
                continue
            }
            rest = rest.dropFirst(name.count + (isBraced ? 2 : 0))
            let text = String(name)
            let index = Int(text) ?? names.firstIndex { $0 == text }.map { $0 + 1 }
            if let index, groups.indices.contains(index) { expanded += groups[index] ?? "" }
        }
        expanded.unicodeScalars.append(contentsOf: rest)
        return expanded
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= 0x30 && scalar.value <= 0x39 }
}
