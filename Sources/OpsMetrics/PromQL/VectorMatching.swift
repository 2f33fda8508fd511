/// `on`, `ignoring`, `group_left`, `group_right`, `fill`, `fill_left`, `fill_right`.
public struct VectorMatching: Sendable, Hashable {
    /// How many series of one side may share a partner.
    public enum Cardinality: Sendable, Hashable {
        case oneToOne
        /// `group_left`: many on the left.
        case manyToOne
        /// `group_right`: many on the right.
        case oneToMany
    }

    /// Who may have many.
    public var cardinality = Cardinality.oneToOne
    /// Whether `on` was written: only `labels` count. Otherwise all labels but these count.
    public var isOn = false
    /// The labels of `on` or `ignoring`.
    public var labels: [String] = []
    /// Labels copied from the one side to the many.
    public var included: [String] = []

    /// `fill` or `fill_left`: the value of a series missing on the left.
    public var fillLeft: Double?
    /// `fill` or `fill_right`: the value of a series missing on the right.
    public var fillRight: Double?

    /// The part of a series' labels by which partners are found.
    func signature(_ series: Labels) -> Labels {
        if isOn { return series.keeping(labels) }
        return series.withoutName.removing(labels)
    }
}
