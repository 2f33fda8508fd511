/// Labels as a caller wrote them, for finding a series without sorting or allocating.
struct DimensionKey: Hashable {
    let pairs: [(String, String)]

    static func == (left: DimensionKey, right: DimensionKey) -> Bool {
        left.pairs.count == right.pairs.count && zip(left.pairs, right.pairs).allSatisfy(==)
    }

    func hash(into hasher: inout Hasher) {
        for (name, value) in pairs {
            hasher.combine(name)
            hasher.combine(value)
        }
    }
}
