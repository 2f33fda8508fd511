import OpsCore

/// A monotonic time, in seconds since the test began.
func at(_ seconds: Double) -> MonotonicTime {
    MonotonicTime(nanoseconds: 1_000_000_000_000 + Int64((seconds * 1e9).rounded()))
}

/// A wall time, in seconds since the test began.
func wall(_ seconds: Double) -> WallTime {
    WallTime(milliseconds: 1_790_000_000_000).advanced(seconds: seconds)
}
