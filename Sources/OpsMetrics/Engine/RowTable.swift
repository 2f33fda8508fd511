/// Rows found by their labels: for functions whose series come about value by value.
struct RowTable {
    private(set) var columns: VectorColumns
    private var places: [Labels: Int] = [:]
    private let evaluation: Evaluation
    private let place: SourcePlace

    init(steps: Int, _ evaluation: Evaluation, _ place: SourcePlace) {
        columns = VectorColumns(steps: steps)
        self.evaluation = evaluation
        self.place = place
    }

    /// The value of a series at a time; nil where it has none.
    subscript(_ labels: Labels, _ step: Int) -> Double? {
        guard let place = places[labels] else { return nil }
        let value = columns.values[place + step]
        return VectorColumns.isPresent(value) ? value : nil
    }

    /// Gives a series a value at a time.
    ///
    /// - Throws: `PromQLError` where the rows come to more values than a query may hold.
    mutating func set(_ labels: Labels, dropsName: Bool = false, _ step: Int, _ value: Double) throws {
        let first = try places[labels] ?? added(labels, dropsName)
        columns.values[first + step] = value
    }

    private mutating func added(_ labels: Labels, _ dropsName: Bool) throws -> Int {
        try evaluation.checkSamples(columns.values.count &+ columns.steps, place)
        let first = columns.add(labels, dropsName: dropsName)
        places[labels] = first
        return first
    }
}
