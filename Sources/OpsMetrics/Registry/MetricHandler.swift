import CoreMetrics

/// What swift-metrics holds of one series: every kind of handler in one, since the family knows its kind.
final class MetricHandler: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    let family: MetricFamily
    let cell: MetricCell

    init(family: MetricFamily, cell: MetricCell) {
        self.family = family
        self.cell = cell
    }

    func increment(by amount: Int64) { increment(by: Double(amount)) }

    /// Counters only go up; a meter may be moved either way.
    func increment(by amount: Double) {
        guard !amount.isNaN, family.kind == .gauge || amount >= 0 else { return }
        family.update(cell) { $0.value += amount }
    }

    func decrement(by amount: Double) {
        guard family.kind == .gauge, !amount.isNaN else { return }
        family.update(cell) { $0.value -= amount }
    }

    func reset() {
        family.update(cell) { $0.reset() }
    }

    func set(_ value: Int64) { set(Double(value)) }

    func set(_ value: Double) {
        family.update(cell) { $0.value = value }
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        if family.kind == .histogram { family.observe(cell, value) } else { set(value) }
    }

    func recordNanoseconds(_ duration: Int64) {
        family.observe(cell, Double(duration) / 1e9)
    }
}
