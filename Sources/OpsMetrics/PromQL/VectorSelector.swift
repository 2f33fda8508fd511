/// `name{label="value"} offset 5m @ 1609746000`.
public struct VectorSelector: Sendable {
    /// What a selector does at the edges of its window, or between samples.
    public enum Sampling: String, Sendable, Hashable {
        /// The samples as they are.
        case plain
        /// `anchored`: the last sample before the window counts as its first.
        case anchored
        /// `smoothed`: values at the edges are interpolated between the neighbours.
        case smoothed
    }

    /// Tells the selectors of one expression apart.
    let index: Int
    /// The conditions, the metric's name among them.
    public let matchers: [Matcher]
    /// The shift in time.
    public var timing = EvaluationTiming()
    /// `anchored` or `smoothed`, where written.
    public internal(set) var sampling = Sampling.plain
    /// The arithmetic of the window of a range selector, where some was written.
    public internal(set) var rangeExpression: WrittenDuration?

    init(index: Int, matchers: [Matcher]) {
        self.index = index
        self.matchers = matchers
    }

    /// The metric's name, where the selector gives one.
    public var name: String? {
        matchers.first { $0.name == Labels.nameLabel && $0.operation == .equal }?.value
    }
}
