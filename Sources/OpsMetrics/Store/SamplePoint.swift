/// One sample: a value at a time in milliseconds since 1970.
public struct SamplePoint: Sendable, Hashable {
    /// Milliseconds since 1970.
    public let milliseconds: Int64
    /// The value; NaN is allowed, `Staleness.marker` says the series ended here.
    public let value: Double

    /// A value at a time in milliseconds since 1970.
    public init(milliseconds: Int64, value: Double) {
        self.milliseconds = milliseconds
        self.value = value
    }
}
