import OpsCore

/// The newest own reading of a valve, and when it came.
struct HeardValve: Equatable, Sendable {
    var reading: ValveReading
    var at: MonotonicTime
}
