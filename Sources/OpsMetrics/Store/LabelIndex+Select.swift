extension LabelIndex {
    /// The slots that fulfil all conditions, ascending; nil where there is no condition, so that all do.
    ///
    /// Patterns are asked once for each value of the label, not once for each series.
    ///
    /// - Parameter all: The slots of all series, asked for only where no condition names any.
    func select(_ matchers: [Matcher], all: () -> [UInt32]) -> [UInt32]? {
        var sure: [[UInt32]] = []
        var others: [(isKept: Bool, set: SlotSet)] = []
        for matcher in matchers {
            if matcher.operation == .equal, !matcher.value.isEmpty {
                guard let name = number(ofName: matcher.name), let label = number(name, matcher.value) else {
                    return []
                }
                sure.append(labels[Int(label)].slots)
                continue
            }
            // Who has no such label counts as empty: where empty will do, those go that have a value that will not.
            let takesEmpty = matcher.matches("")
            let named = labels(ofName: matcher.name).filter { matcher.matches(labels[Int($0)].value) != takesEmpty }
            if takesEmpty, named.isEmpty { continue }
            if !takesEmpty, named.count < 2 {
                guard let only = named.first else { return [] }
                sure.append(labels[Int(only)].slots)
                continue
            }
            var set = SlotSet()
            for label in named { set.insert(labels[Int(label)].slots) }
            others.append((!takesEmpty, set))
        }
        if sure.isEmpty, let index = others.firstIndex(where: \.isKept) { sure = [others.remove(at: index).set.slots] }
        guard !matchers.isEmpty else { return nil }
        sure.sort { $0.count < $1.count }
        var found = sure.first ?? all()
        for list in sure.dropFirst() { found = Self.intersection(found, list) }
        for other in others { found = found.filter { other.set.contains($0) == other.isKept } }
        return found
    }

    /// What is in both ascending lists, the first of which is not longer.
    private static func intersection(_ few: [UInt32], _ many: [UInt32]) -> [UInt32] {
        // Where one is much longer, a search for each of the others beats a walk.
        let isSearched = few.count < many.count / 16
        var found: [UInt32] = []
        var place = 0
        for slot in few {
            if isSearched {
                place = many.place(of: slot, from: place)
            } else {
                while place < many.count, many[place] < slot { place += 1 }
            }
            guard place < many.count else { break }
            if many[place] == slot { found.append(slot) }
        }
        return found
    }
}
