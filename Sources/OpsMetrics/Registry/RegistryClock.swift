import Glibc

/// The wall clock for `_created` and exemplars.
enum RegistryClock {
    /// Seconds since 1970, to the millisecond.
    static func seconds() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec / 1_000_000) / 1000
    }
}
