extension PatternParser {
    /// What stands behind `(`: a group with or without a name or number, or flags for the rest of the surrounding group (nil).
    mutating func parseGroup() throws(PatternError) -> PatternNode? {
        let outer = flags
        var index: Int?
        if take("?") {
            if comes("P") || comes("<") {
                index = try openGroup(named: try parseGroupName())
            } else if try parseFlags() {
                return nil
            }
        } else {
            index = try openGroup(named: nil)
        }
        let inner = try parseChoice()
        guard take(")") else { throw error("missing )") }
        flags = outer
        return .group(inner, index: index)
    }

    private mutating func openGroup(named name: String?) throws(PatternError) -> Int {
        guard groupNames.count < 100 else { throw error("more than 100 capturing groups") }
        guard name == nil || !groupNames.contains(name) else { throw error("two groups have the same name") }
        groupNames.append(name)
        return groupNames.count
    }

    /// `P<name>` or `<name>`.
    private mutating func parseGroupName() throws(PatternError) -> String {
        _ = take("P")
        guard take("<") else { throw error("expected < and a group's name") }
        var name = String.UnicodeScalarView()
        while let scalar = current, ScalarSet.word.contains(scalar) {
            name.append(scalar)
            place += 1
        }
        guard !name.isEmpty, take(">") else { throw error("invalid group name") }
        return String(name)
    }

    /// Flags up to `:` (the group goes on, false) or `)` (they hold for the rest, true).
    private mutating func parseFlags() throws(PatternError) -> Bool {
        var turnsOn = true
        var hasFlag = false
        while true {
            switch try next("a flag") {
            case "i": flags.ignoresCase = turnsOn
            case "m": flags.hasLines = turnsOn
            case "s": flags.dotTakesNewlines = turnsOn
            case "U": flags.swapsGreed = turnsOn
            case "-" where turnsOn:
                turnsOn = false
                hasFlag = false
                continue
            case ":" where hasFlag || turnsOn: return false
            case ")" where hasFlag: return true
            default: place -= 1; throw error("invalid or unsupported Perl syntax behind (?")
            }
            hasFlag = true
        }
    }
}
