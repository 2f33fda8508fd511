/// Watches one valve's states for what is wrong with it. Judges only on messages: it needs no timer, because devices
/// report every heartbeat.
struct ValveFindings: Sendable {
    /// Slower than this share of the valve's own pace is slow.
    static let slowShare = 0.2
    /// Litres a second through a closed valve that are a leak, and those at which it is over.
    static let passingLps = (raised: 1.0, cleared: 0.5)
    /// How long the valve must have been closed before its flow counts, seconds.
    static let settlingSeconds = 10.0

    /// What holds now, in the order it was found.
    private(set) var active: [ValveFinding] = []
    /// The valve's own pace.
    var baseline: TravelBaseline
    private var former: ValveStateMessage?
    private var stroke: ValveStroke?
    private var closedSince: MonotonicTime?

    init(travelSeconds: Double) { baseline = TravelBaseline(configuredSeconds: travelSeconds) }

    /// After a restart nothing is known of what the device did in between.
    mutating func forgetMotion() {
        former = nil
        stroke = nil
        closedSince = nil
    }

    mutating func receive(_ state: ValveStateMessage, at now: MonotonicTime) -> [ValveModelChange] {
        let (before, learned) = (active, baseline)
        set(.sensorFault, state.limitOpen && state.limitClosed)
        if let former, former.lastCommandID != state.lastCommandID {
            begin(state, from: former.position, ordered: true, at: now)
        } else {
            judgeUncommanded(state)
            if stroke == nil, state.target != nil {
                begin(state, from: state.position, ordered: false, at: now)
            }
        }
        judgeStroke(state, at: now)
        // Both switches at once say nothing of where it is.
        let isClosed = state.limitClosed && !state.limitOpen && !state.moving && state.quality == .good
        closedSince = isClosed ? closedSince ?? now : nil
        if !isClosed { set(.passing, false) }
        former = state
        return changes(since: before) + (baseline == learned ? [] : [.learned(baseline)])
    }

    /// A newer flow; nil where it is not known, which proves nothing either way.
    mutating func receive(flowLps: Double?, at now: MonotonicTime) -> [ValveModelChange] {
        let before = active
        guard let flow = flowLps.map(abs), let closedSince else { return [] }
        if flow > Self.passingLps.raised, now.seconds(since: closedSince) >= Self.settlingSeconds {
            set(.passing, true)
        }
        if flow < Self.passingLps.cleared { set(.passing, false) }
        return changes(since: before)
    }

    /// A new command: what was wrong with earlier movements is history.
    private mutating func begin(
        _ state: ValveStateMessage, from start: Double, ordered: Bool, at now: MonotonicTime
    ) {
        if ordered { for finding in [ValveFinding.uncommanded, .stuck, .stalled, .slow] { set(finding, false) } }
        stroke = state.target.map { ValveStroke(state, target: $0, from: start, ordered: ordered, at: now) }
    }

    /// It rested with no order, and now it moves or is elsewhere, by the same last command and without local hands.
    private mutating func judgeUncommanded(_ state: ValveStateMessage) {
        guard let former, former.mode == .remote, state.mode == .remote, !former.moving, former.target == nil,
            state.quality == .good, former.quality == .good
        else { return }
        if state.moving || abs(state.position - former.position) > 3 { set(.uncommanded, true) }
    }

    // MARK: A stroke

    private mutating func judgeStroke(_ state: ValveStateMessage, at now: MonotonicTime) {
        guard var stroke else { return }
        defer { self.stroke = state.target == nil && !state.moving ? nil : stroke }
        guard !stroke.isDone else { return }
        let here = ValveStroke.Mark(state, at: now)
        stroke.target = state.target ?? stroke.target
        stroke.isClean = stroke.isClean && state.quality == .good && state.mode == .remote
        if stroke.began == nil, state.moving || abs(state.position - stroke.start) > 1 {
            // A device that does not say that it moves was last seen at rest at the start.
            stroke.began = state.moving ? here : stroke.progress
            stroke.paced = stroke.began
        }
        if abs(state.position - stroke.progress.position) > 1 {
            stroke.progress = here
            set(.stuck, false)
            set(.stalled, false)
        }
        if !state.moving, abs(state.position - stroke.target) <= ActuationTarget.tolerance {
            stroke.isDone = true
            complete(stroke, state, here)
        } else if hasGivenUp(stroke, state, here) {
            set(abs(state.position - stroke.start) > 1 ? .stalled : .stuck, true)
        } else {
            judgePace(&stroke, here)
        }
    }

    private func hasGivenUp(_ stroke: ValveStroke, _ state: ValveStateMessage, _ here: ValveStroke.Mark) -> Bool {
        if state.target == nil, !state.moving { return true }
        let patience = max(5, 0.03 * baseline.seconds(stroke.direction))
        return stroke.progress.seconds(to: here) >= patience
    }

    /// The pace since it was last judged, so that a valve that turns slow half-way is seen as one that began slow.
    private mutating func judgePace(_ stroke: inout ValveStroke, _ here: ValveStroke.Mark) {
        guard let paced = stroke.paced else { return }
        let usual = baseline.seconds(stroke.direction)
        let seconds = paced.seconds(to: here)
        guard seconds >= max(3, 0.1 * usual) else { return }
        stroke.paced = here
        let isSlow = abs(here.position - paced.position) / seconds < Self.slowShare * 100 / usual
        stroke.wasSlow = stroke.wasSlow || isSlow
        set(.slow, isSlow)
    }

    /// A travel that ended where it should, with good quality and agreeing limit switches, says what the valve's pace
    /// is. Once that is known, a slow one no longer does: a failing valve must not become its own measure.
    private mutating func complete(_ stroke: ValveStroke, _ state: ValveStateMessage, _ here: ValveStroke.Mark) {
        guard ActuationTarget(action: .position, position: stroke.target).isReached(in: state),
            let seconds = stroke.fullStrokeSeconds(at: here),
            !(stroke.wasSlow && baseline.isLearned(stroke.direction))
        else { return }
        baseline.learn(seconds, stroke.direction)
    }

    // MARK: What holds

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
