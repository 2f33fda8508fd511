import OpsCore

/// When an event happened, on both clocks: ages of the server's data are counted on the wall clock, silence and
/// delays on the one that never jumps.
struct Moment: Equatable, Sendable {
    var wall: WallTime
    var monotonic: MonotonicTime

    init(wall: WallTime, monotonic: MonotonicTime) {
        self.wall = wall
        self.monotonic = monotonic
    }

    init(_ clock: some OpsClock) { self.init(wall: clock.wall, monotonic: clock.monotonic) }
}
