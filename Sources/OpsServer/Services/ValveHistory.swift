import OpsCore
import OpsMetrics

/// What led to a valve's present state: recorded positions, conditions, alerts.
struct ValveHistory: Sendable {
    static let commandLimit = 20
    static let alertLimit = 20
    /// Positions reach this far back, at this distance.
    static let windowMilliseconds: Int64 = 600_000
    static let stepMilliseconds: Int64 = 10_000

    let engine: QueryEngine
    let interlocks: InterlockCheck
    let clock: any OpsClock

    /// The valve's interlock conditions as they are now.
    func conditions(_ valve: ValveConfiguration) -> [InterlockReading] { interlocks.readings(valve) }

    /// The recorded positions of the last ten minutes, one every ten seconds where one was recorded.
    func positions(of valve: String) -> [PositionPoint] {
        let now = clock.wall.milliseconds
        let matchers = [Matcher.equal(Labels.nameLabel, "valve_position_percent"), .equal("valve", valve)]
        let found = engine.store.select(matchers, from: now - Self.windowMilliseconds, through: now)
        var last = Int64.min
        return (found.first?.samples ?? []).compactMap { sample in
            guard sample.value.isFinite, sample.milliseconds / Self.stepMilliseconds > last else { return nil }
            last = sample.milliseconds / Self.stepMilliseconds
            return PositionPoint(at: WallTime(milliseconds: sample.milliseconds), positionPercent: sample.value)
        }
    }

    /// The valve's alerts, newest first.
    static func alerts(of valve: String, among all: [AlertStatus]) -> [AlertStatus] {
        all.filter { $0.labels["valve"] == valve }.sorted { $0.since > $1.since }.prefix(alertLimit).map(\.self)
    }
}
