/// The samples of one series in a window of time, open on the left.
struct SampleWindow {
    let labels: Labels
    /// The labels without the metric's name.
    let nameless: Labels
    let samples: ArraySlice<SamplePoint>
    /// The window's left edge in milliseconds, itself outside.
    let start: Int64
    /// The window's right edge in milliseconds, itself inside.
    let end: Int64

    /// The window's length in seconds.
    var seconds: Double { Double(end - start) / 1_000 }
}
