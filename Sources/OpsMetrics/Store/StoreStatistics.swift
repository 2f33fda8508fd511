/// Figures about a series store.
public struct StoreStatistics: Sendable, Hashable {
    /// Series held.
    public var seriesCount = 0
    /// Samples held.
    public var sampleCount = 0
    /// Bytes of compressed samples.
    public var sampleBytes = 0
    /// Samples refused because the series has a newer one, since the start.
    public var outOfOrderSamples = 0
    /// Samples refused because the store holds its limit of series, since the start.
    public var refusedSeries = 0
}
