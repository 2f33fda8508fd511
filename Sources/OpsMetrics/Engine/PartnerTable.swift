/// The series of the side that may have only one partner a group.
struct PartnerTable {
    /// The group of each row.
    let groups: [Int]
    /// The first row of each group; -1 where there is none.
    private var first: [Int]
    /// The rows after the first, for groups that have several at one time or another.
    private(set) var more: [Int: [Int]] = [:]

    init(_ groups: [Int], count: Int) {
        self.groups = groups
        first = Array(repeating: -1, count: count)
        for (row, group) in groups.enumerated() {
            if first[group] < 0 { first[group] = row } else { more[group, default: []].append(row) }
        }
    }

    /// The row of a group that has a value at a time.
    func row(of group: Int, in vector: VectorColumns, at step: Int) -> Int? {
        let row = first[group]
        guard row >= 0 else { return nil }
        if vector.hasValue(row, step) { return row }
        return more.isEmpty ? nil : more[group]?.first { vector.hasValue($0, step) }
    }

    /// Two rows of one group that have a value at the same time.
    func twins(in vector: VectorColumns) -> [(row: Int, twin: Int, step: Int)] {
        more.flatMap { group, rest in
            let rows = [first[group]] + rest
            return (0..<vector.steps).compactMap { step in
                let present = rows.filter { vector.hasValue($0, step) }
                return present.count > 1 ? (present[1], present[0], step) : nil
            }
        }
    }
}
