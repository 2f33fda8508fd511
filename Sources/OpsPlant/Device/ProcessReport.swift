import OpsCore

/// Which process values a device shows, and when it should say them: where they changed, once a second at most, and
/// every ten seconds. A value.
struct ProcessReport: Sendable {
    /// Process values are reported this often while nothing changes.
    private static let interval = 10.0
    /// And not more often than this while they change.
    private static let leastInterval = Duration.seconds(1)

    private var actual: ProcessReading?
    private var pressure: ProcessSensor
    private var flow: ProcessSensor
    private var shown: ProcessReading?
    private var reported: ProcessReading?
    private var reportedAt = MonotonicTime(nanoseconds: 0)

    init(pressureSeed: UInt64, flowSeed: UInt64) {
        pressure = .pressure(seed: pressureSeed)
        flow = .flow(seed: flowSeed)
    }

    /// The true flow now, L/s.
    var flowNow: Double { actual?.flowLps ?? 0 }

    /// What is true from now on.
    mutating func sense(_ new: ProcessReading) {
        actual = new
        measure(rise: 0)
    }

    /// The link is new: whoever listens now knows nothing.
    mutating func forget() { reported = nil }

    /// There is news that has not been told.
    var isPending: Bool { shown != nil && shown != reported }

    /// When that news may be told; nil where there is none.
    var dueAt: MonotonicTime? { isPending ? reportedAt.advanced(by: Self.leastInterval) : nil }

    /// What should be said now; nil for nothing.
    ///
    /// - Parameters:
    ///   - rise: what a surge adds to the pressure, bar.
    ///   - isHeartbeat: the device reports its state as well.
    mutating func report(rise: Double, isHeartbeat: Bool, at now: MonotonicTime) -> ProcessReading? {
        measure(rise: rise)
        guard let shown else { return nil }
        let age = now.seconds(since: reportedAt)
        let isOld = isHeartbeat && age >= Self.interval - 0.5
        guard reported == nil || isOld || (isPending && now >= reportedAt.advanced(by: Self.leastInterval)) else {
            return nil
        }
        reported = shown
        reportedAt = now
        return shown
    }

    private mutating func measure(rise: Double) {
        guard let actual else { return }
        shown = ProcessReading(
            pressureBar: pressure.measure(actual.pressureBar + rise), flowLps: flow.measure(actual.flowLps))
    }
}
