/// The rows of a vector in groups.
struct Grouping {
    /// The labels of each group, in the order of their first rows.
    let labels: [Labels]
    /// Whether a group's name goes at the end, as its rows' names do.
    let dropsName: [Bool]
    /// The group of each row.
    let group: [Int]
    /// Group g has the rows `rows[starts[g]..<starts[g + 1]]`, ascending.
    let starts: [Int]
    let rows: [Int]

    init(_ vector: VectorColumns, _ aggregation: Aggregation) {
        let ignored = aggregation.isWithout ? aggregation.grouping + [Labels.nameLabel] : aggregation.grouping
        var table = GroupTable(ignored, isWithout: aggregation.isWithout)
        let group = vector.labels.map { table.group(of: $0) }
        self.init(group, table.examples.map(aggregation.key), vector.dropsName)
    }

    init(_ group: [Int], _ labels: [Labels], _ rowDropsName: [Bool]) {
        self.group = group
        self.labels = labels
        var counts = [Int](repeating: 0, count: labels.count + 1)
        for number in group { counts[number + 1] += 1 }
        for number in labels.indices { counts[number + 1] += counts[number] }
        starts = counts
        var rows = [Int](repeating: 0, count: group.count)
        var drops = [Bool](repeating: false, count: labels.count)
        for (row, number) in group.enumerated() {
            rows[counts[number]] = row
            counts[number] += 1
            if rowDropsName[row] { drops[number] = true }
        }
        self.rows = rows
        dropsName = drops
    }

    func rows(of group: Int) -> ArraySlice<Int> { rows[starts[group]..<starts[group + 1]] }
}

extension Aggregation {
    /// The labels of the group that a series belongs to.
    func key(_ series: Labels) -> Labels {
        isWithout ? series.withoutName.removing(grouping) : grouping.isEmpty ? .none : series.keeping(grouping)
    }
}
