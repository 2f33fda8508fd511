/// Numbers series by some of their labels: equal labels, equal number.
struct GroupTable {
    private let names: [String]
    private let isWithout: Bool
    /// The number of the first group with a hash; further ones with the same hash are chained by `next`.
    private var firsts: [Int: Int] = [:]
    private var next: [Int] = []
    /// A series of each group.
    private(set) var examples: [Labels] = []

    /// - Parameters:
    ///   - names: The labels that count or, with `isWithout`, those that do not.
    init(_ names: [String], isWithout: Bool) {
        self.names = Array(Set(names))
        self.isWithout = isWithout
    }

    var count: Int { examples.count }

    /// The group of a series, made where it is the first one there.
    mutating func group(of labels: Labels) -> Int {
        if names.isEmpty, !isWithout, !examples.isEmpty { return 0 }
        let hash = hash(labels)
        let first = firsts[hash]
        var found = first
        while let group = found {
            if isEqual(labels, examples[group]) { return group }
            found = next[group] < 0 ? nil : next[group]
        }
        examples.append(labels)
        next.append(first ?? -1)
        firsts[hash] = examples.count - 1
        return examples.count - 1
    }

    private func hash(_ labels: Labels) -> Int {
        var hasher = Hasher()
        if isWithout {
            for label in labels.pairs where !names.contains(label.name) { hasher.combine(label) }
        } else {
            for name in names { hasher.combine(labels[name] ?? "") }
        }
        return hasher.finalize()
    }

    private func isEqual(_ left: Labels, _ right: Labels) -> Bool {
        if !isWithout { return names.allSatisfy { (left[$0] ?? "").hasBytes(of: right[$0] ?? "") } }
        var (mine, other) = (left.pairs[...], right.pairs[...])
        while true {
            while let label = mine.first, names.contains(label.name) { mine.removeFirst() }
            while let label = other.first, names.contains(label.name) { other.removeFirst() }
            guard let one = mine.first, let two = other.first else { return mine.isEmpty && other.isEmpty }
            guard one == two else { return false }
            mine.removeFirst()
            other.removeFirst()
        }
    }
}
