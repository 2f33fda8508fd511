/// One valve as its messages tell it: a value that takes messages and time and says what changed. No I/O.
public struct ValveTelemetryModel: Sendable {
    /// The picture for people and for ``ActuationGate``.
    public private(set) var status: ValveStatus
    /// The newest state that was taken.
    public private(set) var latest: ValveStateMessage?

    private let stale: Duration
    private var findings: ValveFindings
    /// When the newest live state came; nil where none came over this link.
    private var liveAt: MonotonicTime?
    private var wasFresh = false
    /// When the newest state was taken, live or retained.
    private var takenAt = MonotonicTime(nanoseconds: 0)
    /// Boots that are over, with the last sequence taken of each: their late messages are not news. Bounded.
    private var formerBoots: [(boot: String, sequence: Int64)] = []

    /// `configuration` nil: a discovered valve, shown and never commanded.
    /// `heartbeat` nil: as the valve's schema has it.
    public init(valve id: String, configuration: ValveConfiguration?, heartbeat: Duration? = nil) {
        stale = (heartbeat ?? ActuationTimers(schema: configuration?.schema ?? .ops).heartbeat) * 3
        findings = ValveFindings(travelSeconds: configuration?.travelSeconds ?? 12)
        status = ValveStatus(id: id, name: configuration?.name ?? id)
        status.configured = configuration != nil
        status.segment = configuration?.segment
        status.critical = configuration?.critical ?? false
        status.safePosition = configuration?.safePosition
        status.defaultAction = configuration?.defaultAction
        status.staleAfterMs = Int64(stale / .milliseconds(1))
    }

    /// Takes a state. A retained one is shown with its age, but does not make the valve fresh: it says nothing of now.
    /// - Parameter remainingExpirySeconds: what the broker left of the message's expiry; tells a retained state's age.
    /// - Returns: nil where the message is older than what is known and was ignored.
    public mutating func receive(
        state: ValveStateMessage, retained: Bool = false, remainingExpirySeconds: UInt32? = nil,
        at now: ActuationInstant
    ) -> [ValveModelChange]? {
        guard !isOfFormerBoot(state, at: now.monotonic) else { return nil }
        var changes: [ValveModelChange] = []
        if let latest, latest.bootID == state.bootID {
            guard state.sequence > latest.sequence else { return nil }
        } else if let latest {
            changes.append(.rebooted(state.bootID))
            remember(latest)
            findings.forgetMotion()
        }
        let before = status
        show(state, age: age(retained, remainingExpirySeconds), at: now.wall)
        latest = state
        takenAt = now.monotonic
        if !retained { liveAt = now.monotonic }
        changes += findings.receive(state, at: now.monotonic)
        return changes + visible(since: before) + freshness(at: now.monotonic)
    }

    /// Takes process values; they do not make the valve's state fresh.
    public mutating func receive(telemetry: ValveTelemetryMessage, at now: ActuationInstant) -> [ValveModelChange] {
        let before = status
        let isUsable = telemetry.quality != .bad
        status.pressureBar = isUsable ? telemetry.pressureBar : nil
        status.flowLps = isUsable ? telemetry.flowLps : nil
        let changes = findings.receive(flowLps: status.flowLps, at: now.monotonic)
        return changes + visible(since: before)
    }

    /// Takes the availability topic's word.
    public mutating func receive(availability: ValveAvailability, at now: ActuationInstant) -> [ValveModelChange] {
        let isOnline = availability == .online
        guard status.online != isOnline else { return [] }
        status.online = isOnline
        if !isOnline { liveAt = nil }
        return [isOnline ? .online : .offline, .status] + freshness(at: now.monotonic)
    }

    /// The link to the broker is gone: nothing is fresh until live states come again.
    public mutating func linkLost(at now: ActuationInstant) -> [ValveModelChange] {
        liveAt = nil
        return freshness(at: now.monotonic)
    }

    /// The time passes; needed only at ``staleAt``.
    public mutating func timer(at now: ActuationInstant) -> [ValveModelChange] { freshness(at: now.monotonic) }

    /// When the state will become stale unless another comes; nil where it is not fresh.
    public var staleAt: MonotonicTime? { wasFresh ? liveAt?.advanced(by: stale) : nil }

    /// Notes which command is under way on the valve; nil when it has ended.
    public mutating func commandInFlight(_ id: String?) -> [ValveModelChange] {
        guard status.commandId != id else { return [] }
        status.commandId = id
        return [.status]
    }

    /// Notes who has the valve selected; nil when nobody has any more.
    public mutating func held(_ hold: ValveHold?) -> [ValveModelChange] {
        guard status.hold != hold else { return [] }
        status.hold = hold
        return [.status]
    }

    /// How long the valve's own strokes take.
    public var baseline: TravelBaseline { findings.baseline }

    /// Seconds that a full stroke towards `position` takes this valve; the slower way where that is not known.
    public func travelSeconds(to position: Double?) -> Double {
        guard let position, let here = status.positionPercent else {
            return max(findings.baseline.seconds(.opening), findings.baseline.seconds(.closing))
        }
        return findings.baseline.seconds(position > here ? .opening : .closing)
    }

    /// Takes up what was learned before a restart; not where the valve's configuration has changed since.
    public mutating func resume(_ baseline: TravelBaseline) {
        guard baseline.configuredSeconds == findings.baseline.configuredSeconds else { return }
        findings.baseline = baseline
    }

    /// True where a live state came over this link within three heartbeats and the device is not offline.
    public func isFresh(at now: MonotonicTime) -> Bool {
        guard let liveAt, status.online != false else { return false }
        return now.duration(since: liveAt) <= stale
    }

    private mutating func freshness(at now: MonotonicTime) -> [ValveModelChange] {
        let isFresh = isFresh(at: now)
        defer { wasFresh = isFresh }
        return isFresh == wasFresh ? [] : [isFresh ? .fresh : .stale]
    }

    private mutating func remember(_ last: ValveStateMessage) {
        formerBoots.removeAll { $0.boot == last.bootID }
        formerBoots.append((last.bootID, last.sequence))
        if formerBoots.count > 16 { formerBoots.removeFirst() }
    }

    /// A former boot that goes on while the present one has missed its heartbeat was not former at all: the order of
    /// their first messages was wrong.
    private mutating func isOfFormerBoot(_ state: ValveStateMessage, at now: MonotonicTime) -> Bool {
        guard let index = formerBoots.firstIndex(where: { $0.boot == state.bootID }) else { return false }
        let isSilent = now.duration(since: takenAt) > stale / 2
        guard isSilent, state.sequence > formerBoots[index].sequence else { return true }
        formerBoots.remove(at: index)
        return false
    }

    private func age(_ retained: Bool, _ remaining: UInt32?) -> Duration {
        guard retained else { return .zero }
        guard let remaining else { return stale }
        return max(.zero, stale - .seconds(Int64(remaining)))
    }

    private mutating func show(_ state: ValveStateMessage, age: Duration, at wall: WallTime) {
        status.state = ValveState(state, former: latest, shown: status.state)
        status.positionPercent = state.position
        status.target = state.target
        status.quality = state.quality
        status.mode = state.mode
        status.interlocks = state.interlocks
        status.rev = state.rev
        status.bootId = state.bootID
        status.lastSeenAt = wall.advanced(seconds: -(age / .seconds(1)))
    }

    /// `[.status]` where a person would see a difference other than the age.
    private mutating func visible(since before: ValveStatus) -> [ValveModelChange] {
        status.findings = findings.active.map(\.rawValue)
        var old = before
        old.lastSeenAt = status.lastSeenAt
        return old == status ? [] : [.status]
    }
}

extension ValveState {
    /// A state in words: by the limit switches at rest, by the target (or else the trend) while it moves.
    init(_ state: ValveStateMessage, former: ValveStateMessage?, shown: ValveState) {
        guard state.quality != .bad, !(state.limitOpen && state.limitClosed) else {
            self = .unknown
            return
        }
        if let word = state.word {
            self = word
            return
        }
        guard state.moving else {
            self = state.limitClosed ? .closed : state.limitOpen ? .open : .stopped
            return
        }
        let trend = former.map { state.position - $0.position } ?? 0
        let way = state.target.map { $0 - state.position } ?? trend
        if abs(way) < 0.1 {
            self = shown == .opening || shown == .closing ? shown : .unknown
        } else {
            self = way > 0 ? .opening : .closing
        }
    }
}
