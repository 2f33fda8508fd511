/// The time at which something happened, on both clocks: the wall's for records and `not_after`, the monotonic one for
/// every time-out.
public struct ActuationInstant: Equatable, Sendable {
    public var wall: WallTime
    public var monotonic: MonotonicTime

    public init(wall: WallTime, monotonic: MonotonicTime) {
        self.wall = wall
        self.monotonic = monotonic
    }

    /// What `clock` says now.
    public init(_ clock: some OpsClock) {
        self.init(wall: clock.wall, monotonic: clock.monotonic)
    }
}
