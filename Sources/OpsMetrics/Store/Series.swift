/// A time series: its labels and its samples in ascending order of time.
public struct Series: Sendable, Hashable {
    /// What the series is.
    public let labels: Labels
    /// Its samples in ascending order of time.
    public let samples: [SamplePoint]

    /// A series of these samples, which must ascend in time.
    public init(labels: Labels, samples: [SamplePoint]) {
        self.labels = labels
        self.samples = samples
    }
}
