import CoreMetrics
import Foundation

/// All metrics of the process: the backend of swift-metrics, the source of `/metrics` and of the series store.
///
/// Names and label names that Prometheus would refuse are made valid (`hb.requests` becomes `hb_requests`), and a
/// counter's name ends in `_total`, as the exposition format asks. A family holds at most `seriesLimit` series; what
/// comes after goes to one series with the label `overflow="true"`, so a hostile label value cannot fill the memory.
/// Where one name is used as two kinds the first kind stays, and the other's values are dropped and counted in
/// `metrics_kind_conflicts_total`.
public final class MetricRegistry: Sendable {
    struct State {
        var families: [String: MetricFamily] = [:]
        var descriptions: [String: MetricDescription] = [:]
    }

    /// The upper bounds of a histogram that was not described, in seconds: Prometheus' own defaults.
    public static let defaultBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    let seriesLimit: Int
    let state = Guarded(State())
    private let includesProcess: Bool

    /// An empty registry.
    ///
    /// - Parameters:
    ///   - seriesLimit: Series a family, before its overflow series.
    ///   - includesProcess: Whether `process_*` are read from `/proc` whenever samples are taken.
    public init(seriesLimit: Int = 1_000, includesProcess: Bool = true) {
        self.seriesLimit = seriesLimit
        self.includesProcess = includesProcess
        if includesProcess { ProcessReading.describe(in: self) }
    }

    /// Sets the help text, unit and bucket bounds of a family; call it before the family's first value.
    ///
    /// - Parameters:
    ///   - help: One sentence; without it the name in words is shown.
    ///   - unit: The unit's name, added to the help text where the name does not end in it.
    ///   - buckets: Ascending upper bounds without +Inf, for histograms.
    public func describe(_ name: String, help: String, unit: String? = nil, buckets: [Double]? = nil) {
        let bounds = buckets.map { Array(Set($0.filter(\.isFinite))).sorted() }
        let description = MetricDescription(help: help, unit: unit, buckets: bounds)
        state.withLock { $0.descriptions[MetricName.valid(name)] = description }
    }

    /// Sets a gauge.
    public func setGauge(_ name: String, _ labels: [(String, String)] = [], _ value: Double) {
        family(name, .gauge).set(labels, value)
    }

    /// Adds to a counter. A negative or NaN amount is ignored: counters only go up.
    ///
    /// - Parameter exemplar: A label that names the event, such as `request_id`. The first since the
    ///   series was last read is kept; one of more than 128 characters, name and value together, is not.
    public func increment(
        _ name: String, _ labels: [(String, String)] = [], by amount: Double = 1,
        exemplar: (name: String, value: String)? = nil
    ) {
        family(name, .counter).add(labels, amount, exemplar)
    }

    /// Counts one observation in a histogram. NaN is ignored.
    ///
    /// - Parameter exemplar: As for `increment`; each bucket keeps its own.
    public func observe(
        _ name: String, _ labels: [(String, String)] = [], _ value: Double,
        exemplar: (name: String, value: String)? = nil
    ) {
        family(name, .histogram).observe(labels, value, exemplar)
    }

    /// Removes one series, so that it ends in the store instead of standing still.
    public func remove(_ name: String, _ labels: [(String, String)]) {
        let key = MetricName.valid(name)
        let found = state.withLock { state in
            state.families[key] ?? state.families[MetricName.counter(key)] ?? state.families[MetricName.info(key)]
        }
        found?.remove(labels)
    }

    /// Every series with its value now; histograms as their `_bucket`, `_sum` and `_count` series.
    public func samples() -> [(Labels, Double)] {
        var taken: [(Labels, Double)] = []
        forEachSample { taken.append(($0, $1)) }
        return taken
    }

    /// All metrics as text, families by name, series by labels.
    public func expose(_ format: ExpositionFormat = .prometheusText) -> String {
        refreshProcess()
        var writer = Exposition(format: format)
        for family in sortedFamilies() { writer.write(family.snapshot()) }
        return writer.finished()
    }

    /// Hands every series to `body` without building an array; `body` must not call the registry.
    func forEachSample(_ body: (Labels, Double) -> Void) {
        refreshProcess()
        let families = state.withLock { Array($0.families.values) }
        for family in families { family.forEachSample(body) }
    }

    private func refreshProcess() {
        if includesProcess { ProcessReading.current()?.record(in: self) }
    }

    private func sortedFamilies() -> [MetricFamily] {
        state.withLock { $0.families.values.sorted { $0.name < $1.name } }
    }

    /// The family of a name, made at its first use. A family of another kind yields one that nobody exposes.
    func family(_ name: String, _ kind: MetricKind) -> MetricFamily {
        let found = state.withLock { state -> MetricFamily? in
            // The common case first: names are nearly always valid already, and checking costs more than looking up.
            if let family = state.families[name], family.kind == kind { return family }
            let key = MetricName.family(name, kind)
            if let family = state.families[key] { return family.kind == kind ? family : nil }
            let description = state.descriptions[key] ?? state.descriptions[MetricName.valid(name)]
            let family = MetricFamily(name: key, kind: kind, description: description, seriesLimit: seriesLimit)
            state.families[key] = family
            return family
        }
        if let found { return found }
        if name != "metrics_kind_conflicts_total" { increment("metrics_kind_conflicts_total") }
        return MetricFamily(name: name, kind: kind, description: nil, seriesLimit: 1)
    }
}
