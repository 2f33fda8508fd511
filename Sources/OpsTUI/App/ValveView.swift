import OpsCore

/// A valve as the screen shows it: what the server says, brought up to date by what the dashboard heard itself.
struct ValveView: Equatable, Sendable, Identifiable {
    var status: ValveStatus
    /// Seconds since the newest state from either source; nil where none ever came.
    var ageSeconds: Double?
    /// True where it is no ground to act on: too old, never heard, offline, or both sources silent.
    var isStale: Bool

    var id: String { status.id }

    /// True where a row deserves a colour.
    var isAbnormal: Bool {
        isStale || status.quality != .good || !status.findings.isEmpty || !status.interlocks.isEmpty
            || status.mode == .local
    }

    /// Moving, or with a command in flight.
    var isInHand: Bool { status.state == .opening || status.state == .closing || status.commandId != nil }

    /// - Parameters:
    ///   - now: the server's time, for the age of what the server heard.
    ///   - serverIsFresh: whether the stream delivers; without it the server's word is stale however young it looked.
    init(_ status: ValveStatus, heard: HeardValve?, now: WallTime, monotonic: MonotonicTime, serverIsFresh: Bool) {
        self.status = status
        let serverAge = status.ageMilliseconds(at: now).map { Double($0) / 1000 }
        let limit = Double(status.staleAfterMs) / 1000
        guard let heard else {
            ageSeconds = serverAge
            isStale = !serverIsFresh || status.isStale(at: now)
            return
        }
        let ownAge = max(0, monotonic.seconds(since: heard.at))
        ageSeconds = min(ownAge, serverAge ?? ownAge)
        if serverIsFresh {
            isStale = status.online == false || (ageSeconds ?? .infinity) > limit
        } else {
            isStale = ownAge > limit
        }
        let serverKnowsMore = serverIsFresh && (serverAge ?? .infinity) < ownAge && status.rev != nil
        if !serverKnowsMore { take(heard.reading) }
    }

    private mutating func take(_ reading: ValveReading) {
        let message = reading.message
        status.state = reading.state(otherwise: status.state)
        status.positionPercent = message.position
        status.target = message.target
        status.quality = message.quality
        status.mode = message.mode
        status.interlocks = message.interlocks
        status.rev = message.rev
        status.bootId = message.bootID
    }

    /// Why `action` may not be asked for, in words; nil where it may. `stop` and `safe` want no fresh state: they must
    /// work when everything else does not.
    func refusal(of action: ValveAction) -> String? {
        if !status.configured { return "\(id) is not configured: it is shown, never commanded" }
        if action == .safe, status.safePosition == nil { return "\(id) has no safe position" }
        if action.isUnconditional { return nil }
        if isStale {
            let age = ageSeconds.map { "is \(Quantity.duration($0)) old" } ?? "never arrived"
            return "the state of \(id) \(age): too old to act on; only stop and safe"
        }
        if status.quality == .bad { return "the position of \(id) is reported as bad; only stop and safe" }
        if status.mode == .local { return "\(id) is in local mode: somebody works beside it" }
        if let hold = status.hold {
            return "\(hold.holder) has \(id) selected until \(Quantity.clock(hold.until)); only stop and safe"
        }
        if status.commandId != nil { return "another command is in flight on \(id); only stop and safe" }
        return nil
    }
}
