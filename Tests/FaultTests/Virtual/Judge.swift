import OpsCore

/// Knows the truth of both ends, which neither end knows of the other, and holds the one against the other.
struct Judge {
    /// What an operator asked for and was not refused.
    struct Intent {
        var valve: Int
        var action: ValveAction
        /// Where the valve should go; nil for `stop`.
        var target: Double?
        var epoch: Int64
        var boot: String
        var rev: Int64
        var issuedAt: Int64
        /// True where `not_after` means the same to both ends.
        var clocksAgree: Bool
    }

    /// A command as it was carried out.
    struct Act {
        var command: ValveCommandMessage
        var valve: Int
        var drivenTo: Double?
        var at: Int64
        var revBefore: Int64
        var bootID: String
        var interlocked: Bool
        var isLocal: Bool
        var wasRetained: Bool
    }

    /// From when to when the valve truly rested where a command wanted it, the command being the device's last.
    private struct Rest {
        var until: Int64?
    }

    /// A state may be so long on its way, and lie at a frozen broker until the link counts as dead; then the second of
    /// rest, and a slow disk.
    static let oldestTruth: Int64 = 2 * 3_000 + VirtualRun.longestSilence + 1_500 + 2_500
    /// The tolerance, the sensor's noise, deadband and step.
    static let tolerance = ActuationTarget.tolerance + 1
    /// What a select's answer may take, and the life of its token.
    static let longestLife: Int64 = 3_000 + 10_000

    private(set) var violations: [Violation] = []
    private(set) var acts: [String: Int] = [:]
    private var intents: [String: Intent] = [:]
    private var grantedAt: [String: Int64] = [:]
    private var newestEpoch = [Int64](repeating: 0, count: FaultPlan.valves)
    private var rests: [String: Rest] = [:]
    private var sent: [String: Int64] = [:]
    /// Final states that an operator was told, by command.
    private(set) var toldEnds: [String: CommandState] = [:]
    /// Commands of which an operator was told that they may still come.
    private var toldOpen: Set<String> = []
    /// How often the link had been lost when a command was asked for.
    private var lossesAtIssue: [String: Int] = [:]

    mutating func broken(_ kind: Violation.Kind, _ text: String, at time: Int64) {
        violations.append(Violation(kind: kind, at: time, text: text))
    }

    // MARK: Told by the server

    mutating func intend(_ id: String, _ intent: Intent, losses: Int) {
        intents[id] = intent
        lossesAtIssue[id] = losses
    }

    /// `evidence` is the newest state that the server had, where that was fresh.
    mutating func told(_ status: CommandStatus, evidence: ValveStateMessage?, at time: Int64) {
        guard status.state.isFinal else { return }
        // A `stop` or `safe` has no time after which a device refuses it.
        if status.action.isUnconditional, status.detail == Actuation.mayComeLate { toldOpen.insert(status.id) }
        let isNew = toldEnds.updateValue(status.state, forKey: status.id) == nil
        guard isNew, status.state == .confirmed else { return }
        judgeEvidence(status, evidence, at: time)
        guard let rest = rests[status.id] else {
            return broken(.falselyConfirmed, "\(status.id) \(status.action), never there", at: time)
        }
        if let until = rest.until, time - until > Self.oldestTruth {
            broken(.falselyConfirmed, "\(status.id) \(status.action), no longer there since \(until)", at: time)
        }
    }

    private mutating func judgeEvidence(_ status: CommandStatus, _ state: ValveStateMessage?, at time: Int64) {
        let label = "\(status.id) \(status.action)"
        guard let state, let intent = intents[status.id] else {
            return broken(.falselyConfirmed, "\(label), on nothing fresh", at: time)
        }
        if state.bootID != intent.boot { broken(.falselyConfirmed, "\(label), by another boot", at: time) }
        if state.lastCommandID != status.id { broken(.falselyConfirmed, "\(label), by another command", at: time) }
        let isThere = intent.target.map { abs($0 - state.position) <= ActuationTarget.tolerance } ?? true
        if state.moving || !isThere { broken(.falselyConfirmed, "\(label), reported elsewhere", at: time) }
    }

    mutating func left(
        _ message: ValveCommandMessage, losses: Int, isStored: Bool, conditionHolds: Bool, at time: Int64
    ) {
        guard message.phase != .cancel, let intent = intents[message.commandID] else { return }
        let id = message.commandID
        let label = "\(id) \(message.phase) \(message.action)"
        if sent.updateValue(time, forKey: "\(id) \(message.phase)") != nil { broken(.sentTwice, label, at: time) }
        if losses != lossesAtIssue[id] { broken(.sentAfterLinkLoss, label, at: time) }
        if time - intent.issuedAt > 5_000 { broken(.sentLate, label, at: time) }
        if !isStored { broken(.notDurable, label, at: time) }
        if message.phase == .operate, !message.action.isUnconditional, !conditionHolds {
            broken(.conditionIgnored, label, at: time)
        }
    }

    // MARK: Told by the device

    mutating func granted(_ id: String, at time: Int64) {
        if grantedAt[id] == nil { grantedAt[id] = time }
    }

    mutating func carriedOut(_ act: Act) {
        let (id, time) = (act.command.commandID, act.at)
        let label = "\(id) \(act.command.action) on valve \(act.valve + 1)"
        guard let intent = intents[id] else { return broken(.wrongMovement, "\(label), asked by nobody", at: time) }
        acts[id, default: 0] += 1
        if acts[id] != 1 { broken(.doubled, label, at: time) }
        if intent.valve != act.valve { broken(.wrongValve, label, at: time) }
        if act.drivenTo != intent.target { broken(.wrongMovement, label, at: time) }
        if let end = toldEnds[id], !toldOpen.contains(id) {
            broken(.actedAfterItsEnd, "\(label), told \(end.rawValue)", at: time)
        }
        if intent.epoch <= newestEpoch[act.valve] { broken(.outOfOrder, label, at: time) }
        newestEpoch[act.valve] = max(newestEpoch[act.valve], intent.epoch)
        if act.bootID != intent.boot { broken(.staleView, "\(label), another boot", at: time) }
        if act.wasRetained { broken(.forbidden, "\(label), retained", at: time) }
        if act.isLocal { broken(.forbidden, "\(label), in local mode", at: time) }
        guard !act.command.action.isUnconditional else { return }
        if act.revBefore != intent.rev { broken(.staleView, label, at: time) }
        if act.interlocked { broken(.forbidden, "\(label), interlocked", at: time) }
        judgeTime(id, intent, label, at: time)
    }

    private mutating func judgeTime(_ id: String, _ intent: Intent, _ label: String, at time: Int64) {
        let age = time - intent.issuedAt
        if age > Self.longestLife { broken(.late, "\(label), \(age) ms old", at: time) }
        if intent.clocksAgree, age > 5_000 { broken(.late, "\(label), after not_after by \(age - 5_000) ms", at: time) }
        guard let grantedAt = grantedAt[id] else { return broken(.late, "\(label), without a token", at: time) }
        let held = time - grantedAt
        if held > 10_000 { broken(.late, "\(label), its token \(held) ms old", at: time) }
    }

    /// The truth of a valve has changed: `resting` is where it is while it rests and goes nowhere.
    mutating func observe(lastCommand: String?, former: String?, resting: Double?, at time: Int64) {
        if let former, former != lastCommand, rests[former] != nil, rests[former]?.until == nil {
            rests[former]?.until = time
        }
        guard let id = lastCommand, let intent = intents[id] else { return }
        let isThere = resting.map { position in
            intent.target.map { abs($0 - position) <= Self.tolerance } ?? true
        }
        if isThere ?? false {
            rests[id] = Rest(until: nil)
        } else if rests[id] != nil, rests[id]?.until == nil {
            rests[id]?.until = time
        }
    }

    /// A boot is over, and with it what its last command had reached.
    mutating func rebooted(former: String?, at time: Int64) {
        guard let former, rests[former] != nil, rests[former]?.until == nil else { return }
        rests[former]?.until = time
    }

    // MARK: At the end

    mutating func close(_ statuses: [CommandStatus], at time: Int64) {
        for status in statuses where !status.state.isFinal {
            broken(.neverEnded, "\(status.id) \(status.action) is still \(status.state.rawValue)", at: time)
        }
    }
}
