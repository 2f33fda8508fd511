/// The replacement of `label_replace` and of relabelling.
enum ReplacementTemplate {
    /// Fills `$1`, `${1}`, `$name` and `$$` as Go's `Regexp.Expand` does: the longest name counts.
    static func expand(_ template: String, _ groups: [String?], _ names: [String?]) -> String {
        var expanded = ""
        var rest = Substring(template)
        while let dollar = rest.firstIndex(of: "$") {
            expanded += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "$" {
                expanded += "$"
                rest = rest.dropFirst()
                continue
            }
            let isBraced = rest.first == "{"
            let name = (isBraced ? rest.dropFirst() : rest).prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            let isClosed = !isBraced || rest.dropFirst(name.count + 1).first == "}"
            guard !name.isEmpty, isClosed else {
                expanded += "$"
                continue
            }
            rest = rest.dropFirst(name.count + (isBraced ? 2 : 0))
            let index = Int(name) ?? names.firstIndex { $0.map { $0 == name } ?? false }.map { $0 + 1 }
            if let index, groups.indices.contains(index) { expanded += groups[index] ?? "" }
        }
        return expanded + rest
    }
}
