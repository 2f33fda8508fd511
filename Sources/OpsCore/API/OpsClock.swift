#if canImport(Glibc)
    import Glibc
#endif

/// Where time comes from. Decisions take a time as an argument; only services ask a clock.
public protocol OpsClock: Sendable {
    var wall: WallTime { get }
    var monotonic: MonotonicTime { get }
}

/// The machine's clocks.
public struct SystemClock: OpsClock {
    public init() {}

    public var wall: WallTime { WallTime(milliseconds: Self.read(CLOCK_REALTIME) / 1_000_000) }

    public var monotonic: MonotonicTime { MonotonicTime(nanoseconds: Self.read(CLOCK_MONOTONIC)) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var value = timespec()
        clock_gettime(clock, &value)
        return Int64(value.tv_sec) * 1_000_000_000 + Int64(value.tv_nsec)
    }
}
