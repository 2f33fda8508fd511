/// The embedded time series: compressed, in memory, bounded in series and in age.
///
/// A sample older than the newest of its series is refused and counted; the same sample twice is accepted silently, as
/// Prometheus does. Three hundred series at one sample a second take about a megabyte for an hour.
public final class SeriesStore: Sendable {
    struct State {
        var series: [StoredSeries] = []
        var byLabels: [Labels: Int] = [:]
        var byName: [String: [Int]] = [:]
        var statistics = StoreStatistics()
        var retentionMilliseconds: Int64
        var pass = 0
        var nextPruneMilliseconds = Int64.min
    }

    /// Old samples and ended series are looked for once in this many milliseconds of samples' time.
    private static let pruneIntervalMilliseconds: Int64 = 60_000

    private let seriesLimit: Int
    private let state: Guarded<State>

    /// An empty store.
    ///
    /// - Parameters:
    ///   - seriesLimit: Series at most; samples of further ones are refused and counted.
    ///   - retention: How long samples are kept.
    public init(seriesLimit: Int = 20_000, retention: Duration = .seconds(3_600)) {
        self.seriesLimit = seriesLimit
        state = Guarded(State(retentionMilliseconds: max(retention.milliseconds, 1)))
    }

    /// How long samples are kept. Shortening it takes effect with the next samples.
    public var retention: Duration {
        get { .milliseconds(state.withLock(\.retentionMilliseconds)) }
        set {
            state.withLock {
                $0.retentionMilliseconds = max(newValue.milliseconds, 1)
                $0.nextPruneMilliseconds = .min
            }
        }
    }

    /// Figures about the store itself.
    public var statistics: StoreStatistics {
        state.withLock { state in
            var figures = state.statistics
            figures.seriesCount = state.series.count
            figures.sampleCount = state.series.reduce(0) { $0 + $1.sampleCount }
            figures.sampleBytes = state.series.reduce(0) { $0 + $1.byteCount }
            return figures
        }
    }

    /// Adds one sample.
    ///
    /// - Parameters:
    ///   - labels: The series.
    ///   - milliseconds: When, in milliseconds since 1970; later than the series' last sample.
    ///   - value: What; `Staleness.marker` ends the series.
    /// - Returns: Whether the sample was taken (or was there already).
    @discardableResult
    public func append(_ labels: Labels, at milliseconds: Int64, _ value: Double) -> Bool {
        state.withLock { state in
            prune(&state, at: milliseconds)
            return append(labels, milliseconds, value, &state) != nil
        }
    }

    /// Adds the present value of every series of a registry, and marks as stale those that the last call had and this
    /// one lacks. Use one registry a store.
    public func sampleAll(_ registry: MetricRegistry, at milliseconds: Int64) {
        let samples = registry.samples()
        state.withLock { state in
            prune(&state, at: milliseconds)
            state.pass += 1
            for (labels, value) in samples {
                guard let index = append(labels, milliseconds, value, &state) else { continue }
                state.series[index].pass = state.pass
            }
            for index in state.series.indices where state.series[index].pass == state.pass - 1 && state.pass > 1 {
                state.series[index].append(milliseconds, Staleness.marker)
            }
        }
    }

    /// Marks one series as ended, where it is known and not ended yet.
    public func markStale(_ labels: Labels, at milliseconds: Int64) {
        state.withLock { state in
            guard let index = state.byLabels[labels], let last = state.series[index].last,
                last.milliseconds < milliseconds, !Staleness.isStale(last.value)
            else { return }
            state.series[index].append(milliseconds, Staleness.marker)
        }
    }

    /// Marks every series that fulfils all conditions as ended.
    public func markStale(_ matchers: [Matcher], at milliseconds: Int64) {
        let found = state.withLock { state in matching(matchers, state).map { state.series[$0].labels } }
        for labels in found { markStale(labels, at: milliseconds) }
    }

    /// The series that fulfil all conditions, with their samples in `from...through` (milliseconds since 1970), stale
    /// markers among them. Series without a sample in that time are left out.
    public func select(_ matchers: [Matcher], from: Int64, through: Int64) -> [Series] {
        // Copies of the compressed chunks are taken under the lock, and unpacked outside it.
        let found = state.withLock { state in matching(matchers, state).map { state.series[$0] } }
        return found.compactMap { stored in
            let samples = stored.samples(from: from, through: through)
            return samples.isEmpty ? nil : Series(labels: stored.labels, samples: samples)
        }
    }

    /// The labels of every series that fulfils all conditions.
    public func series(_ matchers: [Matcher]) -> [Labels] {
        state.withLock { state in matching(matchers, state).map { state.series[$0].labels } }
    }

    private func matching(_ matchers: [Matcher], _ state: State) -> [Int] {
        let named = matchers.first { $0.name == Labels.nameLabel && $0.operation == .equal && !$0.value.isEmpty }
        let candidates = named.map { state.byName[$0.value] ?? [] } ?? Array(state.series.indices)
        return candidates.filter { index in
            matchers.allSatisfy { $0.matches(state.series[index].labels) }
        }
    }

    /// Appends under the lock; the series' index, or nil where the sample was refused.
    private func append(_ labels: Labels, _ milliseconds: Int64, _ value: Double, _ state: inout State) -> Int? {
        guard let index = state.byLabels[labels] ?? add(labels, &state) else {
            state.statistics.refusedSeries += 1
            return nil
        }
        if let last = state.series[index].last, milliseconds <= last.milliseconds {
            if milliseconds == last.milliseconds, value.bitPattern == last.value.bitPattern { return index }
            state.statistics.outOfOrderSamples += 1
            return nil
        }
        state.series[index].append(milliseconds, value)
        return index
    }

    private func add(_ labels: Labels, _ state: inout State) -> Int? {
        guard state.series.count < seriesLimit else { return nil }
        let index = state.series.count
        state.series.append(StoredSeries(labels: labels))
        state.byLabels[labels] = index
        state.byName[labels.name ?? "", default: []].append(index)
        return index
    }

    /// Lets go of what is older than the retention; series that have nothing left are forgotten.
    private func prune(_ state: inout State, at milliseconds: Int64) {
        guard milliseconds >= state.nextPruneMilliseconds else { return }
        state.nextPruneMilliseconds = milliseconds + Self.pruneIntervalMilliseconds
        let oldest = milliseconds - state.retentionMilliseconds
        for index in state.series.indices { state.series[index].dropChunks(before: oldest) }
        guard state.series.contains(where: { $0.chunks.isEmpty }) else { return }
        state.series.removeAll { $0.chunks.isEmpty }
        state.byLabels.removeAll(keepingCapacity: true)
        state.byName.removeAll(keepingCapacity: true)
        for (index, series) in state.series.enumerated() {
            state.byLabels[series.labels] = index
            state.byName[series.labels.name ?? "", default: []].append(index)
        }
    }
}
