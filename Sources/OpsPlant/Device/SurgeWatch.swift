import OpsCore

/// Watches a valve's movements for closings that are too fast for its pipe, and holds the peak that they made. A value.
struct SurgeWatch: Sendable {
    /// How long a peak stays to be seen: the wave is over long before anybody could.
    static let hold = Duration.seconds(5)

    private let fitting: ValveFitting?
    /// The flow when the movement began, L/s; nil at rest.
    private var flowBefore: Double?
    private var peak: (bar: Double, until: MonotonicTime)?

    init(_ fitting: ValveFitting?) { self.fitting = fitting }

    /// The spindle turns, while `flow` L/s go through.
    mutating func moving(flow: Double) { flowBefore = flowBefore ?? flow }

    /// A movement has ended with this flow left; true where it made a surge.
    ///
    /// - Parameter strokeSeconds: what a full stroke takes at the speed of this movement.
    mutating func ended(flow: Double, strokeSeconds: Double, at now: MonotonicTime) -> Bool {
        defer { flowBefore = nil }
        guard let flowBefore, let fitting else { return false }
        let slowed = (abs(flowBefore) - abs(flow)) / 1000 / fitting.area
        guard let rise = WaterHammer.rise(slowed: slowed, seconds: strokeSeconds, length: fitting.waveLength) else {
            return false
        }
        peak = (rise * ProcessReading.barPerMetre, now.advanced(by: Self.hold))
        return true
    }

    /// What the surge adds to the pressure that is shown now, bar.
    func rise(at now: MonotonicTime) -> Double {
        guard let peak, now < peak.until else { return 0 }
        return peak.bar
    }

    /// When a peak will be over; nil where there is none.
    func endsAt(after now: MonotonicTime) -> MonotonicTime? { peak.flatMap { now < $0.until ? $0.until : nil } }
}
