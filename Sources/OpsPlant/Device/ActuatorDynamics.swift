import OpsCore

/// A motor on a spindle: dead time, then an even pace, ±5 % from one to the next; stiction, and being stuck.
///
/// Stiction: after a stop the spindle holds until the motor's demand is further than S from it, then slips to it. Stuck
/// is S = ∞. The position is integrated only when it is asked for: at rest it costs nothing.
public struct ActuatorDynamics: Sendable {
    /// The true position, 0 closed … 100 open, as of the last ``advance(to:)``.
    public private(set) var position: Double
    /// Where it is driven to; nil at rest.
    public private(set) var target: Double?
    /// It takes the order and does not move.
    public var isStuck = false
    /// 1 at its own pace; 0.1 at a tenth of it.
    public var pace = 1.0
    /// S: a demand no further off than this, in per cent, does not move it from rest.
    public var stiction: Double

    /// Percent a second at its own pace.
    private let speed: Double
    private let scale: Double
    private let deadSeconds: Double
    /// Where the motor would have the spindle by now.
    private var demand: Double
    /// It has not moved since the last stop.
    private var isHeld = true
    private var integratedTo = MonotonicTime(nanoseconds: 0)
    private var progressAt = MonotonicTime(nanoseconds: 0)

    /// Without progress for this long the drive is switched off.
    static let patience = Duration.seconds(3)
    /// Held within this of its target it counts as there, per cent.
    private static let reach = 0.5

    /// `travelSeconds` for a full stroke; `timeScale` 10 makes it ten times as fast, dead time included.
    public init(position: Double, travelSeconds: Double, timeScale: Double = 1, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        self.position = min(max(position, 0), 100)
        demand = self.position
        scale = max(timeScale, 0.001)
        speed = 100 / max(travelSeconds, 0.1) * Double.random(in: 0.95...1.05, using: &random) * scale
        deadSeconds = Double.random(in: 0.2...1, using: &random) / scale
        stiction = Double.random(in: 0.1...0.5, using: &random)
    }

    /// Seconds for a full stroke at the pace that is set, not scaled.
    public var strokeSeconds: Double { pace > 0 ? 100 * scale / (speed * pace) : .infinity }

    /// Begins to drive to `wanted`, from a standstill.
    public mutating func drive(to wanted: Double, at now: MonotonicTime) {
        advance(to: now)
        target = min(max(wanted, 0), 100)
        rest()
        integratedTo = now.advanced(by: .seconds(deadSeconds))
        progressAt = integratedTo
    }

    /// Stops where it is.
    public mutating func halt(at now: MonotonicTime) {
        advance(to: now)
        target = nil
        rest()
    }

    /// Brings the position up to `now`.
    public mutating func advance(to now: MonotonicTime) {
        guard let target, now > integratedTo else { return }
        let step = effectiveSpeed * now.seconds(since: integratedTo)
        integratedTo = now
        guard step > 0 else { return }
        let distance = target - demand
        demand = step >= abs(distance) ? target : demand + (distance > 0 ? step : -step)
        guard !isHeld || abs(demand - position) > stiction else { return }
        isHeld = false
        if demand != position { progressAt = now }
        position = demand
    }

    /// True while the spindle turns.
    public func isMoving(at now: MonotonicTime) -> Bool {
        guard let target, now >= integratedTo else { return false }
        return effectiveSpeed > 0 && !isHeld && position != target
    }

    /// True where the target is reached, or so near that stiction holds it.
    public func hasArrived(at now: MonotonicTime) -> Bool {
        guard let target, now >= integratedTo else { return false }
        return position == target || (demand == target && abs(target - position) <= Self.reach)
    }

    /// True where the drive has run without any progress for three seconds.
    public func isBlocked(at now: MonotonicTime) -> Bool {
        target != nil && !hasArrived(at: now) && now.duration(since: progressAt) >= Self.patience
    }

    private mutating func rest() {
        demand = position
        isHeld = true
    }

    private var effectiveSpeed: Double { isStuck ? 0 : speed * pace }
}
