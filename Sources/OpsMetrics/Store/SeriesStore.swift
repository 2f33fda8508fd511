/// The embedded time series: compressed, in memory, bounded in series, in age and in bytes.
///
/// Every sample is kept for an hour, then one in 15 s up to a day (`StoreConfiguration`). A sample older than the newest
/// of its series is refused and counted; the same sample twice is accepted silently, as Prometheus does. The lock is
/// held for appending and for finding series, never while samples are unpacked. docs/metrics-store.md has the format.
public final class SeriesStore: Sendable {
    let state: Guarded<StoreState>

    /// An empty store.
    public init(configuration: StoreConfiguration) {
        state = Guarded(StoreState(configuration))
    }

    /// An empty store that keeps every sample for `retention` and takes up to a gibibyte: for tests and tools.
    ///
    /// - Parameters:
    ///   - seriesLimit: Series at most; samples of further ones are refused and counted.
    ///   - retention: How long samples are kept.
    public convenience init(seriesLimit: Int = 20_000, retention: Duration = .seconds(3_600)) {
        self.init(
            configuration: StoreConfiguration(
                seriesLimit: seriesLimit, reservedSeries: 0, fullResolution: retention, retention: retention,
                memoryLimitBytes: 1 << 30))
    }

    /// What the store may hold.
    public var configuration: StoreConfiguration { state.withLock(\.configuration) }

    /// How long samples are kept. Shortening it takes effect with the next samples.
    public var retention: Duration {
        get { .milliseconds(state.withLock(\.retentionMilliseconds)) }
        set {
            state.withLock {
                let isThinned = $0.fullMilliseconds < $0.retentionMilliseconds
                $0.retentionMilliseconds = max(newValue.milliseconds, 1)
                $0.configuration.retention = newValue
                $0.fullMilliseconds =
                    isThinned ? min($0.fullMilliseconds, $0.retentionMilliseconds) : $0.retentionMilliseconds
            }
        }
    }

    /// Figures about the store itself.
    public var statistics: StoreStatistics {
        state.withLock { state in
            var figures = state.statistics
            figures.seriesCount = state.liveCount
            figures.sampleBytes = state.sampleBytes
            figures.memoryBytes = state.memoryBytes
            figures.memoryLimitBytes = state.configuration.memoryLimitBytes
            for series in state.series where series.isLive {
                figures.sampleCount += series.sampleCount
                figures.chunkCount += series.chunkCount
            }
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
            state.care(at: milliseconds)
            defer { if state.isOverLimit { state.stayBelowLimit() } }
            guard let slot = state.slot(of: labels) else { return false }
            guard let reason = state.append(slot, milliseconds, value) else { return true }
            state.refuse(reason)
            return false
        }
    }

    /// Adds the present value of every series of a registry, and marks as stale those that the last call had and this
    /// one lacks. Use one registry a store. The time is the wall clock's: where it goes back by more than a minute,
    /// samples later than it are let go, or every series would refuse new ones for that long.
    public func sampleAll(_ registry: MetricRegistry, at milliseconds: Int64) {
        let samples = registry.samples()
        state.withLock { state in
            state.followClock(to: milliseconds)
            state.care(at: milliseconds)
            let before = state.pass
            state.pass = before == .max ? 1 : before + 1
            var seen: [UInt32] = []
            seen.reserveCapacity(samples.count)
            for (labels, value) in samples {
                guard let slot = state.slot(of: labels) else { continue }
                if let reason = state.append(slot, milliseconds, value) { state.refuse(reason) }
                state.series[Int(slot)].pass = state.pass
                seen.append(slot)
            }
            for slot in state.sampled where state.series[Int(slot)].pass == before {
                _ = state.append(slot, milliseconds, Staleness.marker)
            }
            state.sampled = seen
            if state.isOverLimit { state.stayBelowLimit() }
        }
    }

    /// Marks one series as ended, where it is known and not ended yet.
    ///
    /// - Parameter milliseconds: When; nil: right after its last sample, so that whoever takes it up may write at any later
    ///   time, also one that is past already.
    public func markStale(_ labels: Labels, at milliseconds: Int64?) {
        state.withLock { state in
            guard let slot = state.slot(known: labels) else { return }
            Self.markStale(slot, milliseconds, &state)
        }
    }

    /// The same for every series that fulfils all conditions.
    public func markStale(_ matchers: [Matcher], at milliseconds: Int64?) {
        state.withLock { state in
            for slot in state.matching(matchers) { Self.markStale(slot, milliseconds, &state) }
        }
    }

    private static func markStale(_ slot: UInt32, _ milliseconds: Int64?, _ state: inout StoreState) {
        guard let last = state.series[Int(slot)].last, !Staleness.isStale(last.value) else { return }
        let end = milliseconds ?? last.milliseconds.addingReportingOverflow(1).partialValue
        guard last.milliseconds < end else { return }
        _ = state.append(slot, end, Staleness.marker)
    }
}
