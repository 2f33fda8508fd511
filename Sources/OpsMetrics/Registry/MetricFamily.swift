/// All series of one metric name, behind one lock that is held for well under a microsecond.
final class MetricFamily: Sendable {
    struct State {
        var byKey: [DimensionKey: MetricCell] = [:]
        var byLabels: [Labels: MetricCell] = [:]
    }

    let name: String
    let kind: MetricKind
    let help: String
    private let bounds: [Double]
    private let seriesLimit: Int
    private let state = Guarded(State())

    init(name: String, kind: MetricKind, description: MetricDescription?, seriesLimit: Int) {
        self.name = name
        self.kind = kind
        self.seriesLimit = seriesLimit
        bounds = kind == .histogram ? description?.buckets ?? MetricRegistry.defaultBuckets : []
        var help = description?.help ?? name.split(separator: "_").joined(separator: " ")
        if let unit = description?.unit, !name.contains(unit) { help += " (\(unit))" }
        self.help = help
    }

    /// The cell of these labels, made at its first use.
    func cell(_ pairs: [(String, String)]) -> MetricCell {
        state.withLock { find(pairs, in: &$0) }
    }

    func add(_ pairs: [(String, String)], _ amount: Double) {
        guard amount >= 0 else { return }
        state.withLock { find(pairs, in: &$0).value += amount }
    }

    func set(_ pairs: [(String, String)], _ value: Double) {
        state.withLock { find(pairs, in: &$0).value = value }
    }

    func observe(_ pairs: [(String, String)], _ value: Double) {
        guard !value.isNaN else { return }
        let bucket = bucket(of: value)
        state.withLock { state in
            let cell = find(pairs, in: &state)
            cell.value += value
            cell.counts[bucket] += 1
        }
    }

    /// Changes a cell that a handler kept.
    func update(_ cell: MetricCell, _ change: (MetricCell) -> Void) {
        state.withLock { _ in change(cell) }
    }

    func observe(_ cell: MetricCell, _ value: Double) {
        guard !value.isNaN else { return }
        let bucket = bucket(of: value)
        state.withLock { _ in
            cell.value += value
            cell.counts[bucket] += 1
        }
    }

    func remove(_ pairs: [(String, String)]) {
        let labels = seriesLabels(pairs)
        state.withLock { state in
            guard let cell = state.byLabels.removeValue(forKey: labels) else { return }
            state.byKey = state.byKey.filter { $0.value !== cell }
        }
    }

    func remove(_ cell: MetricCell) {
        state.withLock { state in
            state.byLabels = state.byLabels.filter { $0.value !== cell }
            state.byKey = state.byKey.filter { $0.value !== cell }
        }
    }

    func forEachSample(_ body: (Labels, Double) -> Void) {
        state.withLock { state in
            for cell in state.byLabels.values { cell.forEachSample(body) }
        }
    }

    /// What is exposed, in a stable order.
    func snapshot() -> MetricSnapshot {
        let samples = state.withLock { state in
            var taken: [(Labels, Double)] = []
            for key in state.byLabels.keys.sorted() {
                state.byLabels[key]?.forEachSample { taken.append(($0, $1)) }
            }
            return taken
        }
        return MetricSnapshot(name: name, kind: kind, help: help, samples: samples)
    }

    /// The first bucket whose upper bound holds the value. A dozen bounds: a loop beats a binary search.
    private func bucket(of value: Double) -> Int {
        bounds.firstIndex { value <= $0 } ?? bounds.count
    }

    private func find(_ pairs: [(String, String)], in state: inout State) -> MetricCell {
        let key = DimensionKey(pairs: pairs)
        if let cell = state.byKey[key] { return cell }
        let labels = seriesLabels(pairs)
        if let cell = state.byLabels[labels] {
            // The same labels in another order. Orders are few, but hostile ones must not pile up.
            if state.byKey.count < 4 * seriesLimit { state.byKey[key] = cell }
            return cell
        }
        guard state.byLabels.count < seriesLimit else { return overflowCell(in: &state) }
        let cell = makeCell(labels)
        state.byLabels[labels] = cell
        state.byKey[key] = cell
        return cell
    }

    private func overflowCell(in state: inout State) -> MetricCell {
        let labels = Labels(name: name, [("overflow", "true")])
        if let cell = state.byLabels[labels] { return cell }
        let cell = makeCell(labels)
        state.byLabels[labels] = cell
        return cell
    }

    private func makeCell(_ labels: Labels) -> MetricCell {
        kind == .histogram
            ? MetricCell(name: name, labels: labels, bounds: bounds) : MetricCell(labels: labels)
    }

    private func seriesLabels(_ pairs: [(String, String)]) -> Labels {
        let reserved = kind == .histogram ? "le" : nil
        return Labels(
            name: name,
            pairs.map { label, value in
                let valid = MetricName.validLabel(label)
                return (valid == reserved ? "exported_le" : valid, value)
            })
    }
}
