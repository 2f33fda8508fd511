/// Watches one valve's states for what is wrong with it. Judges only on messages: it needs no timer, because devices
/// report every heartbeat.
struct ValveFindings: Sendable {
    /// What holds now, in the order it was found.
    private(set) var active: [ValveFinding] = []

    /// Seconds for a full stroke at the valve's own pace: the configured ones at first, then learned.
    private(set) var baselineSeconds: Double
    private let configuredSeconds: Double
    private var former: ValveStateMessage?
    private var stroke: Stroke?
    private var closedSince: MonotonicTime?

    /// A movement somebody ordered.
    private struct Stroke {
        var target: Double
        var start: Double
        /// The last place and time at which it had come on by more than 1 %.
        var progress: Double
        var progressAt: MonotonicTime
        /// Where and when the movement began.
        var began: (position: Double, at: MonotonicTime)?
    }

    init(travelSeconds: Double) {
        configuredSeconds = max(1, travelSeconds)
        baselineSeconds = configuredSeconds
    }

    /// After a restart nothing is known of what the device did in between.
    mutating func forgetMotion() {
        former = nil
        stroke = nil
        closedSince = nil
    }

    mutating func receive(_ state: ValveStateMessage, flowLps: Double?, at now: MonotonicTime) -> [ValveModelChange] {
        let before = active
        set(.sensorFault, state.limitOpen && state.limitClosed)
        if let former, former.lastCommandID != state.lastCommandID {
            begin(state, from: former.position, at: now)
        } else {
            judgeUncommanded(state)
            if stroke == nil, state.target != nil { begin(state, from: state.position, at: now) }
        }
        judgeStroke(state, at: now)
        let isClosed = state.limitClosed && !state.moving && state.quality == .good
        closedSince = isClosed ? closedSince ?? now : nil
        judgePassing(flowLps, at: now)
        former = state
        return changes(since: before)
    }

    mutating func receive(flowLps: Double?, at now: MonotonicTime) -> [ValveModelChange] {
        let before = active
        judgePassing(flowLps, at: now)
        return changes(since: before)
    }

    /// A new command: what was wrong with earlier movements is history.
    private mutating func begin(_ state: ValveStateMessage, from start: Double, at now: MonotonicTime) {
        if former.map({ $0.lastCommandID != state.lastCommandID }) ?? false {
            for finding in [ValveFinding.uncommanded, .stuck, .stalled, .slow] { set(finding, false) }
        }
        stroke = state.target.map {
            Stroke(target: $0, start: start, progress: start, progressAt: now, began: nil)
        }
    }

    /// It rested with no order, and now it moves or is elsewhere, by the same last command and without local hands.
    private mutating func judgeUncommanded(_ state: ValveStateMessage) {
        guard let former, former.mode == .remote, state.mode == .remote, !former.moving, former.target == nil,
            state.quality == .good, former.quality == .good
        else { return }
        if state.moving || abs(state.position - former.position) > 3 { set(.uncommanded, true) }
    }

    private mutating func judgeStroke(_ state: ValveStateMessage, at now: MonotonicTime) {
        guard var stroke else { return }
        defer { self.stroke = state.target == nil && !state.moving ? nil : stroke }
        stroke.target = state.target ?? stroke.target
        if state.moving, stroke.began == nil { stroke.began = (stroke.progress, now) }
        if abs(state.position - stroke.progress) > 1 {
            stroke.progress = state.position
            stroke.progressAt = now
            set(.stuck, false)
            set(.stalled, false)
        }
        if !state.moving, abs(state.position - stroke.target) <= ActuationTarget.tolerance {
            learn(stroke, state.position, at: now)
            return
        }
        let patience = max(5, 0.03 * baselineSeconds)
        let gaveUp = state.target == nil && !state.moving
        if gaveUp || now.seconds(since: stroke.progressAt) >= patience {
            set(abs(state.position - stroke.start) > 1 ? .stalled : .stuck, true)
        } else if let pace = pace(stroke, state.position, at: now) {
            set(.slow, pace < 0.2 * 100 / baselineSeconds)
        }
    }

    /// Percent a second since the movement began; nil while that is too short to say.
    private func pace(_ stroke: Stroke, _ position: Double, at now: MonotonicTime) -> Double? {
        guard let began = stroke.began else { return nil }
        let seconds = now.seconds(since: began.at)
        guard seconds >= max(3, 0.1 * baselineSeconds) else { return nil }
        return abs(position - began.position) / seconds
    }

    /// A long enough stroke moves the baseline a little towards its own pace, within half to double the configured one.
    private mutating func learn(_ stroke: Stroke, _ position: Double, at now: MonotonicTime) {
        guard abs(position - stroke.start) >= 50, let pace = pace(stroke, position, at: now), pace > 0 else { return }
        let learned = 0.8 * baselineSeconds + 0.2 * (100 / pace)
        baselineSeconds = min(max(learned, 0.5 * configuredSeconds), 2 * configuredSeconds)
    }

    /// Ten seconds closed and still more than a litre a second; over at half of that.
    private mutating func judgePassing(_ flowLps: Double?, at now: MonotonicTime) {
        guard let closedSince, let flow = flowLps.map(abs) else { return set(.passing, false) }
        if flow > 1, now.seconds(since: closedSince) >= 10 { set(.passing, true) }
        if flow < 0.5 { set(.passing, false) }
    }

    private mutating func set(_ finding: ValveFinding, _ holds: Bool) {
        let isActive = active.contains(finding)
        if holds, !isActive { active.append(finding) }
        if !holds, isActive { active.removeAll { $0 == finding } }
    }

    private func changes(since before: [ValveFinding]) -> [ValveModelChange] {
        before.filter { !active.contains($0) }.map { .cleared($0) }
            + active.filter { !before.contains($0) }.map { .raised($0) }
    }
}
