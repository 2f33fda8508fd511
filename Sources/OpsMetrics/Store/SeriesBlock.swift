/// Many series with their samples in two flat arrays: what a query loads.
public struct SeriesBlock: Sendable {
    /// What the series are; in no particular order.
    public internal(set) var labels: [Labels] = []
    /// Series i has the samples `offsets[i]..<offsets[i + 1]`.
    public internal(set) var offsets: [Int] = [0]
    /// Times in milliseconds since 1970, ascending within a series.
    public internal(set) var milliseconds: [Int64] = []
    /// Values, stale markers among them.
    public internal(set) var values: [Double] = []

    /// How many series there are.
    public var count: Int { labels.count }

    /// The places of one series' samples.
    public func samples(of series: Int) -> Range<Int> { offsets[series]..<offsets[series + 1] }
}

/// A query asked for more than it may.
public enum StoreLimitError: Error, Sendable, Hashable {
    /// More samples than the limit given.
    case tooManySamples(limit: Int)
}

/// An answer to a look-up: sorted, and perhaps cut.
public struct StoreLookup<Value: Sendable>: Sendable {
    /// What was found, ascending.
    public let values: [Value]
    /// Whether there is more than the limit.
    public let isTruncated: Bool
}
