import CHiredis
import Glibc

/// `ppoll(2)` on two places, to the nanosecond: `poll(2)` rounds to milliseconds, too coarse for a wait of five.
enum PreciseWait {
    /// Waits until one of the places is ready or `seconds` are over; without end where `seconds` is infinite. True where
    /// one is ready.
    static func poll(_ places: inout (pollfd, pollfd), seconds: Double) -> Bool {
        let limit = seconds.isFinite ? min(max(0, seconds), 3600) : -1
        // A tuple of two like structures lies in memory as an array of two; the pointer lives as long as the call.
        return withUnsafeMutableBytes(of: &places) { bytes in
            CHiredis_poll(bytes.bindMemory(to: pollfd.self).baseAddress, 2, limit) > 0
        }
    }
}
