/// An instant vector at every time of a grid: a row a series, a column a time.
///
/// Where a series has no value at a time, the place holds `absent`, a bit pattern that no arithmetic yields.
struct VectorColumns {
    /// Prometheus' stale marker, which no evaluation passes on as a value.
    static let absent = Staleness.marker

    /// Columns of every row.
    let steps: Int
    /// What the rows are.
    private(set) var labels: [Labels] = []
    /// Whether the metric's name goes at the end of the query, because the values are no longer the metric's own.
    var dropsName: [Bool] = []
    /// Row after row.
    var values: [Double] = []

    init(steps: Int, capacity: Int = 0) {
        self.steps = steps
        labels.reserveCapacity(capacity)
        dropsName.reserveCapacity(capacity)
        values.reserveCapacity(capacity &* steps)
    }

    var rows: Int { labels.count }

    static func isPresent(_ value: Double) -> Bool { value.bitPattern != absent.bitPattern }

    /// The places of a row's values.
    func places(of row: Int) -> Range<Int> { row * steps..<(row + 1) * steps }

    func hasValue(_ row: Int, _ step: Int) -> Bool { Self.isPresent(values[row * steps + step]) }

    /// Adds a row without any value; its first place.
    mutating func add(_ series: Labels, dropsName drops: Bool) -> Int {
        labels.append(series)
        dropsName.append(drops)
        let place = values.count
        if steps == 1 {
            values.append(Self.absent)
        } else {
            values.append(contentsOf: repeatElement(Self.absent, count: steps))
        }
        return place
    }

    /// Adds a row of these values.
    mutating func add(_ series: Labels, dropsName drops: Bool, _ row: ArraySlice<Double>) {
        labels.append(series)
        dropsName.append(drops)
        values.append(contentsOf: row)
    }

    /// Takes the last row back.
    mutating func removeLast() {
        labels.removeLast()
        dropsName.removeLast()
        values.removeLast(steps)
    }

    mutating func relabel(_ row: Int, _ series: Labels, dropsName drops: Bool) {
        labels[row] = series
        dropsName[row] = drops
    }

    /// Every row with its names dropped at the end.
    mutating func dropNames() {
        for row in dropsName.indices { dropsName[row] = true }
    }

    /// The rows in another order, or some of them.
    func taking(_ order: [Int]) -> VectorColumns {
        var taken = VectorColumns(steps: steps, capacity: order.count)
        for row in order { taken.add(labels[row], dropsName: dropsName[row], values[places(of: row)]) }
        return taken
    }

    /// Without the rows that have no value at all.
    func withoutEmptyRows() -> VectorColumns {
        let kept = labels.indices.filter { row in values[places(of: row)].contains(where: Self.isPresent) }
        return kept.count == rows ? self : taking(kept)
    }

    /// The same value at every one of `count` times, from a vector of one time.
    func repeated(_ count: Int) -> VectorColumns {
        var wide = VectorColumns(steps: count, capacity: rows)
        for row in labels.indices {
            wide.labels.append(labels[row])
            wide.dropsName.append(dropsName[row])
            wide.values.append(contentsOf: repeatElement(values[row], count: count))
        }
        return wide
    }
}
