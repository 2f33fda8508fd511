/// What a series store may hold.
public struct StoreConfiguration: Sendable, Hashable {
    /// Series at most; samples of further ones are refused and counted.
    public var seriesLimit: Int
    /// How long every sample is kept.
    public var fullResolution: Duration
    /// How long one sample in 15 s is kept; not shorter than `fullResolution`.
    public var retention: Duration
    /// Bytes that samples, labels and index may take together. Beyond it the oldest chunks of all series go first. New
    /// series are refused when series alone, without samples, take half of it.
    public var memoryLimitBytes: Int

    /// What the server holds: an hour in full, a day thinned, 64 MiB, 100,000 series.
    public init(
        seriesLimit: Int = 100_000, fullResolution: Duration = .seconds(3_600), retention: Duration = .seconds(86_400),
        memoryLimitBytes: Int = 64 << 20
    ) {
        self.seriesLimit = seriesLimit
        self.fullResolution = fullResolution
        self.retention = retention
        self.memoryLimitBytes = memoryLimitBytes
    }
}
