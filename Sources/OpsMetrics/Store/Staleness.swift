/// The special NaN by which Prometheus marks that a series ended.
public enum Staleness {
    /// Prometheus' `StaleNaN` (model/value/value.go): a bit pattern no arithmetic yields.
    public static let marker = Double(bitPattern: 0x7ff0_0000_0000_0002)

    /// Whether a value is the marker; an ordinary NaN is not.
    public static func isStale(_ value: Double) -> Bool {
        value.bitPattern == 0x7ff0_0000_0000_0002
    }
}
