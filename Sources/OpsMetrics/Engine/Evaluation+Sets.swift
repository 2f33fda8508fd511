extension Evaluation {
    /// `and`, `unless` and `or`: by which series of the other side exist at each time.
    func combineSets(_ binary: BinaryOperation, _ left: VectorColumns, _ right: VectorColumns) -> VectorColumns {
        var table = binary.matching.table
        let lefts = left.labels.map { table.group(of: $0) }
        let rights = right.labels.map { table.group(of: $0) }
        switch binary.operation {
        case .and: return Self.filter(left, lefts, by: Self.presence(right, rights, table.count), present: true)
        case .unless: return Self.filter(left, lefts, by: Self.presence(right, rights, table.count), present: false)
        default:
            let added = Self.filter(right, rights, by: Self.presence(left, lefts, table.count), present: false)
            var result = left
            for row in 0..<added.rows {
                result.add(added.labels[row], dropsName: added.dropsName[row], added.values[added.places(of: row)])
            }
            return result
        }
    }

    /// Whether some row of a group has a value, group after group and time after time.
    private static func presence(_ vector: VectorColumns, _ groups: [Int], _ count: Int) -> [Bool] {
        let steps = vector.steps
        var present = [Bool](repeating: false, count: count * steps)
        for row in 0..<vector.rows {
            for step in 0..<steps where vector.hasValue(row, step) { present[groups[row] * steps + step] = true }
        }
        return present
    }

    private static func filter(
        _ vector: VectorColumns, _ groups: [Int], by presence: [Bool], present wanted: Bool
    ) -> VectorColumns {
        var result = vector
        let steps = vector.steps
        for row in 0..<vector.rows {
            for step in 0..<steps where presence[groups[row] * steps + step] != wanted {
                result.values[row * steps + step] = VectorColumns.absent
            }
        }
        return result.withoutEmptyRows()
    }
}

extension VectorMatching {
    /// Numbers series by the labels by which partners are found.
    var table: GroupTable {
        isOn ? GroupTable(labels, isWithout: false) : GroupTable(labels + [Labels.nameLabel], isWithout: true)
    }
}
