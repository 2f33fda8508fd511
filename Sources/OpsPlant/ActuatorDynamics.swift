import OpsCore

/// A motor on a spindle: dead time, then an even pace, ±5 % from one to the next; stiction, and being stuck.
///
/// The position is integrated only when it is asked for: at rest it costs nothing.
public struct ActuatorDynamics: Sendable {
    /// The true position, 0 closed … 100 open, as of the last ``advance(to:)``.
    public private(set) var position: Double
    /// Where it is driven to; nil at rest.
    public private(set) var target: Double?
    /// It takes the order and does not move.
    public var isStuck = false
    /// 1 at its own pace; 0.1 at a tenth of it.
    public var pace = 1.0

    /// Percent a second at its own pace.
    private let speed: Double
    private let deadSeconds: Double
    /// A demand no further off than this does not move it: it sticks where it is.
    private let stiction: Double
    private var integratedTo = MonotonicTime(nanoseconds: 0)
    private var progressAt = MonotonicTime(nanoseconds: 0)

    /// Without progress for this long the drive is switched off.
    static let patience = Duration.seconds(3)

    /// `travelSeconds` for a full stroke; `timeScale` 10 makes it ten times as fast, dead time included.
    public init(position: Double, travelSeconds: Double, timeScale: Double = 1, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        self.position = min(max(position, 0), 100)
        let scale = max(timeScale, 0.001)
        speed = 100 / max(travelSeconds, 0.1) * Double.random(in: 0.95...1.05, using: &random) * scale
        deadSeconds = Double.random(in: 0.2...1, using: &random) / scale
        stiction = Double.random(in: 0.1...0.5, using: &random)
    }

    /// Begins to drive to `wanted`.
    public mutating func drive(to wanted: Double, at now: MonotonicTime) {
        advance(to: now)
        target = min(max(wanted, 0), 100)
        integratedTo = now.advanced(by: .seconds(deadSeconds))
        progressAt = integratedTo
    }

    /// Stops where it is.
    public mutating func halt(at now: MonotonicTime) {
        advance(to: now)
        target = nil
    }

    /// Brings the position up to `now`.
    public mutating func advance(to now: MonotonicTime) {
        guard let target, now > integratedTo else { return }
        let distance = target - position
        let step = effectiveSpeed * now.seconds(since: integratedTo)
        integratedTo = now
        guard abs(distance) > stiction || position == target, step > 0 else { return }
        progressAt = now
        position = step >= abs(distance) ? target : position + (distance > 0 ? step : -step)
    }

    /// True while the spindle turns.
    public func isMoving(at now: MonotonicTime) -> Bool {
        guard let target, now >= integratedTo else { return false }
        return effectiveSpeed > 0 && abs(target - position) > stiction
    }

    /// True where the target is reached, or so near that stiction holds it.
    public func hasArrived(at now: MonotonicTime) -> Bool {
        guard let target, now >= integratedTo else { return false }
        return abs(target - position) <= stiction
    }

    /// True where the drive has run without any progress for three seconds.
    public func isBlocked(at now: MonotonicTime) -> Bool {
        target != nil && !hasArrived(at: now) && now.duration(since: progressAt) >= Self.patience
    }

    private var effectiveSpeed: Double { isStuck ? 0 : speed * pace }
}
