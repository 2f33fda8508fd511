import OpsCore

/// Holds what a server said of its commands against what the device truly did. All on one machine, so on one wall clock.
struct WireJudge {
    let plan: WirePlan
    let acts: [WitnessedDevice.Act]
    let rests: [WitnessedDevice.Rest]
    let grants: [String: WallTime]
    /// The server's last word, by command.
    let commands: [String: CommandStatus]

    var violations: [String] {
        actsByCommand.flatMap { id, acts in judge(id, acts) } + commands.values.flatMap { judge($0) }
    }

    private var actsByCommand: [(String, [WitnessedDevice.Act])] {
        Dictionary(grouping: acts, by: \.command.commandID).sorted { $0.key < $1.key }
    }

    private func judge(_ id: String, _ acts: [WitnessedDevice.Act]) -> [String] {
        guard let act = acts.first else { return [] }
        guard let command = commands[id] else { return ["\(id) moved the valve, and the server knows nothing of it"] }
        var found: [String] = []
        if acts.count > 1 { found.append("\(id) was carried out \(acts.count) times") }
        if command.valveId != plan.valve.id { found.append("\(id) was meant for \(command.valveId)") }
        if act.drivenTo != command.position { found.append("\(id) drove to \(String(describing: act.drivenTo))") }
        if act.bootID != command.bootId { found.append("\(id) was meant for another boot") }
        if let end = command.steps.last(where: { $0.state.isFinal }), end.at < act.at {
            found.append("\(id) was carried out after \(end.state.rawValue) was told")
        }
        return found + (act.command.action.isUnconditional ? [] : judgeTime(id, act, command))
    }

    private func judgeTime(_ id: String, _ act: WitnessedDevice.Act, _ command: CommandStatus) -> [String] {
        guard let granted = grants[id] else { return ["\(id) was carried out without a token"] }
        var found: [String] = []
        if act.at.seconds(since: granted) > 10 { found.append("\(id) was carried out on a dead token") }
        if plan.skewSeconds == 0, act.at > command.notAfter {
            found.append("\(id) was carried out \(act.at.seconds(since: command.notAfter)) s after not_after")
        }
        if act.command.expect.rev != act.revBefore { found.append("\(id) was carried out on an old view") }
        return found
    }

    /// All that both ends know of a command.
    private func trail(_ command: CommandStatus) -> String {
        let steps = command.steps.map { "\($0.state.rawValue) \($0.at.milliseconds)" }
        let acted = acts.filter { $0.command.commandID == command.id }.map { "acted \($0.at.milliseconds)" }
        let rested = rests.filter { $0.commandID == command.id }.map { "at \($0.position) \($0.from.milliseconds)" }
        return
            "\(command.action.rawValue) \(command.position ?? -1); \((steps + acted + rested).joined(separator: ", "))"
    }

    private func judge(_ command: CommandStatus) -> [String] {
        guard command.state.isFinal else { return ["\(command.id) is still \(command.state.rawValue)"] }
        guard command.state == .confirmed else { return [] }
        let told = command.steps.last?.at ?? command.issuedAt
        let was = rests.contains { rest in
            rest.commandID == command.id && rest.from <= told
                && (command.position.map { abs($0 - rest.position) <= ActuationTarget.tolerance + 1 } ?? true)
        }
        return was ? [] : ["\(command.id) was confirmed and was never there: \(trail(command))"]
    }
}
