/// All series of one metric name, behind one lock that is held for well under a microsecond.
final class MetricFamily: Sendable {
    struct State {
        var byKey: [DimensionKey: MetricCell] = [:]
        var byLabels: [Labels: MetricCell] = [:]
    }

    let name: String
    let kind: MetricKind
    let help: String
    /// The unit, where the name ends in it.
    let unit: String?
    private let bounds: [Double]
    private let exponential: ExponentialHistogram?
    private let seriesLimit: Int
    private let state = Guarded(State())

    init(name: String, kind: MetricKind, description: MetricDescription?, seriesLimit: Int) {
        self.name = name
        self.kind = kind
        self.seriesLimit = seriesLimit
        bounds = kind == .histogram ? description?.buckets ?? MetricRegistry.defaultBuckets : []
        var help = description?.help ?? name.split(separator: "_").joined(separator: " ")
        let base = kind == .counter && name.hasSuffix("_total") ? String(name.dropLast(6)) : name
        let unit = description?.unit
        self.unit = unit.flatMap { !$0.isEmpty && base.hasSuffix("_" + $0) ? $0 : nil }
        exponential = kind == .histogram ? description?.exponential : nil
        if let unit, !name.contains(unit) { help += " (\(unit))" }
        self.help = help
    }

    /// The cell of these labels, made at its first use.
    func cell(_ pairs: [(String, String)]) -> MetricCell {
        state.withLock { find(pairs, in: &$0) }
    }

    func add(_ pairs: [(String, String)], _ amount: Double, _ exemplar: (name: String, value: String)? = nil) {
        guard amount >= 0 else { return }
        state.withLock { state in
            let cell = find(pairs, in: &state)
            cell.value += amount
            if let exemplar { cell.record(exemplar, observed: amount, at: 0) }
        }
    }

    func set(_ pairs: [(String, String)], _ value: Double) {
        state.withLock { find(pairs, in: &$0).value = value }
    }

    func observe(
        _ pairs: [(String, String)], _ value: Double, _ exemplar: (name: String, value: String)? = nil
    ) {
        guard !value.isNaN else { return }
        let bucket = bucket(of: value)
        state.withLock { state in
            let cell = find(pairs, in: &state)
            cell.observe(value, bucket: bucket)
            if let exemplar { cell.record(exemplar, observed: value, at: bucket) }
        }
    }

    /// Counts in a cell that a handler kept.
    func add(_ cell: MetricCell, _ amount: Double, _ exemplar: (name: String, value: String)) {
        state.withLock { _ in
            cell.value += amount
            cell.record(exemplar, observed: amount, at: 0)
        }
    }

    /// Changes a cell that a handler kept.
    func update(_ cell: MetricCell, _ change: (MetricCell) -> Void) {
        state.withLock { _ in change(cell) }
    }

    func observe(_ cell: MetricCell, _ value: Double, _ exemplar: (name: String, value: String)? = nil) {
        guard !value.isNaN else { return }
        let bucket = bucket(of: value)
        state.withLock { _ in
            cell.observe(value, bucket: bucket)
            if let exemplar { cell.record(exemplar, observed: value, at: bucket) }
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
        let metrics = state.withLock { state in
            orderedCells(state).map { cell in
                var samples: [(labels: Labels, value: Double)] = []
                samples.reserveCapacity(cell.series.count)
                cell.forEachSample { samples.append(($0, $1)) }
                return MetricSnapshot.Metric(
                    samples: samples, exemplars: cell.exemplars, createdSeconds: cell.createdSeconds)
            }
        }
        return MetricSnapshot(name: name, kind: kind, help: help, unit: unit, metrics: metrics)
    }

    /// By labels; the states of one stateset stay together.
    private func orderedCells(_ state: State) -> [MetricCell] {
        guard kind == .stateSet else { return state.byLabels.sorted { $0.key < $1.key }.map(\.value) }
        let keyed = state.byLabels.map { (group: $0.key.removing([name]), labels: $0.key, cell: $0.value) }
        return keyed.sorted { $0.group == $1.group ? $0.labels < $1.labels : $0.group < $1.group }.map(\.cell)
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
        let states = kind == .stateSet ? [(name, "overflow")] : []
        let labels = Labels(name: name, [("overflow", "true")] + states)
        if let cell = state.byLabels[labels] { return cell }
        let cell = makeCell(labels)
        state.byLabels[labels] = cell
        return cell
    }

    private func makeCell(_ labels: Labels) -> MetricCell {
        kind == .histogram
            ? MetricCell(name: name, labels: labels, bounds: bounds, exponential: exponential)
            : MetricCell(labels: labels)
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
