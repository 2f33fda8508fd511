import CoreMetrics

/// The backend of swift-metrics: counters, meters and gauges as their namesakes, timers and aggregating recorders as
/// classic histograms. A timer records seconds under the name it was given.
extension MetricRegistry: MetricsFactory {
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        handler(label, .counter, dimensions)
    }

    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        handler(label, .counter, dimensions)
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        handler(label, .gauge, dimensions)
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        handler(label, aggregate ? .histogram : .gauge, dimensions)
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        handler(label, .histogram, dimensions)
    }

    public func destroyCounter(_ handler: any CounterHandler) { destroy(handler) }

    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { destroy(handler) }

    public func destroyMeter(_ handler: any MeterHandler) { destroy(handler) }

    public func destroyRecorder(_ handler: any RecorderHandler) { destroy(handler) }

    public func destroyTimer(_ handler: any TimerHandler) { destroy(handler) }

    private func handler(_ label: String, _ kind: MetricKind, _ dimensions: [(String, String)]) -> MetricHandler {
        let family = family(label, kind)
        return MetricHandler(family: family, cell: family.cell(dimensions))
    }

    private func destroy(_ handler: AnyObject) {
        guard let handler = handler as? MetricHandler else { return }
        handler.family.remove(handler.cell)
    }
}
