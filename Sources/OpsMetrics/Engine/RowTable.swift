/// Rows found by their labels: for functions whose series come about value by value.
struct RowTable {
    private(set) var columns: VectorColumns
    private var places: [Labels: Int] = [:]

    init(steps: Int) {
        columns = VectorColumns(steps: steps)
    }

    /// The value of a series at a time; nil where it has none.
    subscript(_ labels: Labels, _ step: Int) -> Double? {
        guard let place = places[labels] else { return nil }
        let value = columns.values[place + step]
        return VectorColumns.isPresent(value) ? value : nil
    }

    /// Gives a series a value at a time.
    mutating func set(_ labels: Labels, dropsName: Bool = false, _ step: Int, _ value: Double) {
        let place = places[labels] ?? columns.add(labels, dropsName: dropsName)
        places[labels] = place
        columns.values[place + step] = value
    }
}
