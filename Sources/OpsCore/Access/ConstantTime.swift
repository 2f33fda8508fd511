/// Comparison whose time does not tell how far two texts agree.
public enum ConstantTime {
    /// True where both hold the same bytes. The time depends on the lengths alone.
    public static func areEqual(_ a: some Collection<UInt8>, _ b: some Collection<UInt8>) -> Bool {
        guard a.count == b.count else { return false }
        return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
