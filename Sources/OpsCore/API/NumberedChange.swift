/// A change with its place in the stream.
public struct NumberedChange: Codable, Equatable, Sendable {
    /// Rises by one with each change; a gap means that a new snapshot is needed.
    public var sequence: UInt64
    public var at: WallTime
    public var change: OpsChange

    public init(sequence: UInt64, at: WallTime, change: OpsChange) {
        self.sequence = sequence
        self.at = at
        self.change = change
    }
}
