/// A series loaded for a query, with what every step would otherwise compute anew.
struct LoadedSeries {
    let labels: Labels
    /// The labels without the metric's name: what most functions yield.
    let nameless: Labels
    let samples: [SamplePoint]

    init(labels: Labels, samples: [SamplePoint]) {
        self.labels = labels
        self.samples = samples
        nameless = labels.withoutName
    }
}
