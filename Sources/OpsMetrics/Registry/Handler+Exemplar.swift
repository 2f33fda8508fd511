import CoreMetrics

extension TimerHandler {
    /// Records a duration with a label that names its event, such as `request_id`; other backends get the duration alone.
    public func recordNanoseconds(_ duration: Int64, exemplar: (name: String, value: String)?) {
        guard let exemplar, let handler = self as? MetricHandler, handler.family.kind == .histogram else {
            return recordNanoseconds(duration)
        }
        handler.family.observe(handler.cell, Double(duration) / 1e9, exemplar)
    }
}

extension CounterHandler {
    /// Counts with a label that names the event, such as `request_id`; other backends get the count alone.
    public func increment(by amount: Int64 = 1, exemplar: (name: String, value: String)?) {
        guard let exemplar, let handler = self as? MetricHandler, handler.family.kind == .counter, amount >= 0
        else { return increment(by: amount) }
        handler.family.add(handler.cell, Double(amount), exemplar)
    }
}
