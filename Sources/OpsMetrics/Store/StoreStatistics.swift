/// Figures about a series store. Counts of what happened run from the store's start.
public struct StoreStatistics: Sendable, Hashable {
    /// Series held.
    public var seriesCount = 0
    /// Samples held.
    public var sampleCount = 0
    /// Chunks held.
    public var chunkCount = 0
    /// Bytes of compressed samples, as the allocator gives them.
    public var sampleBytes = 0
    /// Bytes of samples, labels and index together: what the limit is about.
    public var memoryBytes = 0
    /// The limit.
    public var memoryLimitBytes = 0
    /// Chunks and samples let go before their time to stay below the memory limit.
    public var evictedChunks = 0
    public var evictedSamples = 0
    /// Samples left out when their chunk was thinned.
    public var thinnedSamples = 0
    /// Samples refused, by reason.
    public var refused: [RefusalReason: Int] = [:]
    /// How often the clock went back by more than a minute, and how many samples of the future went with that.
    public var clockStepsBack = 0
    public var clockStepSamples = 0

    /// Samples refused because the series has one as new or newer.
    public var outOfOrderSamples: Int { refused[.outOfOrder, default: 0] + refused[.duplicateTimestamp, default: 0] }
    /// Samples refused because of a limit.
    public var refusedSeries: Int { refused[.seriesLimit, default: 0] + refused[.memoryLimit, default: 0] }
}
