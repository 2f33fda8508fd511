/// What a series store may hold.
public struct StoreConfiguration: Sendable, Hashable {
    /// Series at most; samples of further ones are refused and counted.
    public var seriesLimit: Int
    /// Of these so many are kept for what is neither scraped nor recorded by a rule that spares them. At most a
    /// tenth of the limit; where there are any, so is a sixteenth of the memory that series may take.
    public var reservedSeries: Int
    /// How long every sample is kept.
    public var fullResolution: Duration
    /// How long one sample in 15 s is kept; not shorter than `fullResolution`.
    public var retention: Duration
    /// Bytes that samples, labels and index may take together. Beyond it the oldest chunks of all series go first. New
    /// series are refused when series alone, without samples, take half of it.
    public var memoryLimitBytes: Int

    /// Places that no scraped series takes.
    var reserve: Int { max(min(reservedSeries, seriesLimit / 10), 0) }

    /// What the server holds: an hour in full, a day thinned, 64 MiB, 100,000 series, 10,000 of them for itself.
    public init(
        seriesLimit: Int = 100_000, reservedSeries: Int = 10_000, fullResolution: Duration = .seconds(3_600),
        retention: Duration = .seconds(86_400),
        memoryLimitBytes: Int = 64 << 20
    ) {
        self.seriesLimit = seriesLimit
        self.reservedSeries = reservedSeries
        self.fullResolution = fullResolution
        self.retention = retention
        self.memoryLimitBytes = memoryLimitBytes
    }
}
