import OpsCore

/// Valves and their commands as plain text.
enum ValveTable {
    /// A line a valve, under a line of headings.
    static func text(_ valves: [ValveStatus], at now: WallTime) -> String {
        let rows = valves.sorted { $0.id < $1.id }.map { valve in
            [
                valve.id, valve.name, valve.state.rawValue, percent(valve.positionPercent),
                valve.pressureBar.map { "\(rounded($0)) bar" } ?? "-", age(of: valve, now), remarks(valve),
            ]
        }
        return KeyTable.table(["VALVE", "NAME", "STATE", "POSITION", "PRESSURE", "AGE", "REMARKS"], rows)
    }

    /// A line a command, under a line of headings.
    static func text(_ commands: [CommandStatus]) -> String {
        let rows = commands.map { command in
            [
                command.id, command.issuedAt.clock, command.valveId, action(command.action, command.position),
                command.actor + (command.confirmedBy.map { " + \($0)" } ?? ""), command.state.rawValue,
                command.cause?.rawValue ?? "-",
            ]
        }
        return KeyTable.table(["COMMAND", "ISSUED", "VALVE", "ACTION", "BY", "STATE", "CAUSE"], rows)
    }

    /// One valve, a fact a line, then its conditions, alerts and commands.
    static func text(_ detail: ValveDetail, at now: WallTime) -> String {
        let valve = detail.status
        var lines = [
            "valve       \(valve.id)  \(valve.name)" + (valve.segment.map { "  segment \($0)" } ?? ""),
            "state       \(valve.state.rawValue) \(percent(valve.positionPercent))"
                + (valve.target.map { ", target \(percent($0))" } ?? "") + ", age \(age(of: valve, now))",
            "quality     \(valve.quality.rawValue), \(valve.mode.rawValue)"
                + (valve.critical ? ", critical: a second person must confirm" : ""),
            "process     " + (valve.pressureBar.map { "\(rounded($0)) bar" } ?? "no pressure")
                + (valve.flowLps.map { ", \(rounded($0)) L/s" } ?? ", no flow"),
            "remarks     \(remarks(valve))",
        ]
        if let hold = valve.hold { lines.append("selected    \(sentence(hold))") }
        lines += detail.conditions.map {
            "condition   \($0.holds ? "holds" : "FAILS")  \($0.expression)\($0.reading.isEmpty ? "" : "  (\($0.reading))")"
        }
        lines += detail.alerts.map { "alert       \($0.state.rawValue)  \($0.name)  \($0.summary)" }
        let positions = detail.positions.suffix(12).map { "\(Int($0.positionPercent.rounded()))" }
        if !positions.isEmpty { lines.append("positions   \(positions.joined(separator: " ")) %, newest last") }
        let text = lines.map { SafeText.clean($0, limit: 400) }.joined(separator: "\n") + "\n"
        return text + (detail.commands.isEmpty ? "" : "\n" + Self.text(detail.commands))
    }

    /// `14:02:11Z  v-101 close  accepted`, with what there is to say of the newest step.
    static func step(_ step: CommandStep, of command: CommandStatus) -> String {
        var words = [
            "\(step.at.clock)  \(command.valveId) \(action(command.action, command.position))  \(step.state.rawValue)"
        ]
        switch step.state {
        case .held: words.append(waiting(command))
        case .requested: words.append(by(command) + ", command \(command.id)")
        case .moving: if let position = command.positionPercent { words.append("at \(percent(position))") }
        case .confirmed: words.append("by telemetry, at \(percent(command.positionPercent))")
        case .selected, .accepted: break
        case .rejected, .timedOut, .superseded, .failed, .unknown:
            words += [command.cause?.rawValue, command.detail].compactMap(\.self)
        }
        return SafeText.clean(words.joined(separator: "  "), limit: 400)
    }

    /// What is about to be confirmed, in full.
    static func question(_ command: CommandStatus) -> String {
        let why = command.reason.map { ", because: \($0)" } ?? ", without a reason"
        let until = command.holdUntil.map { ", until \($0.clock)" } ?? ""
        return SafeText.clean(
            "\(action(command.action, command.position)) \(command.valveId), asked for by \(command.actor)"
                + " at \(command.issuedAt.clock)\(why)\(until); command \(command.id)", limit: 800)
    }

    /// How a command that is over ended, for one line on standard error.
    static func end(of command: CommandStatus) -> String {
        let cause = command.cause.map { "\($0.rawValue): " } ?? ""
        return SafeText.clean(
            "\(cause)\(command.state.rawValue)" + (command.detail.map { ": \($0)" } ?? ""), limit: 400)
    }

    /// For whom a held command waits.
    static func waiting(_ command: CommandStatus) -> String {
        let until = command.holdUntil.map { " until \($0.clock)" } ?? ""
        let who = command.needsSecondPerson == true ? "another person must confirm it" : "confirm it to start it"
        return "asked for by \(command.actor)\(until): \(who) with `opstui valve confirm \(command.id)`"
    }

    static func action(_ action: ValveAction, _ position: Double?) -> String {
        action == .position ? "to \(percent(position))" : action.rawValue
    }

    private static func by(_ command: CommandStatus) -> String {
        "by \(command.actor)" + (command.confirmedBy.map { ", confirmed by \($0)" } ?? "")
    }

    private static func sentence(_ hold: ValveHold) -> String {
        "by \(hold.holder) for \(action(hold.action, hold.position)) until \(hold.until.clock)"
            + (hold.needsSecondPerson ? ", waits for a second person" : "") + ", command \(hold.commandId)"
    }

    private static func remarks(_ valve: ValveStatus) -> String {
        var remarks = valve.findings + valve.interlocks
        if valve.quality != .good { remarks.append(valve.quality.rawValue) }
        if valve.mode == .local { remarks.append("local") }
        if !valve.configured { remarks.append("discovered") }
        if valve.online == false { remarks.append("OFFLINE") }
        if let hold = valve.hold { remarks.append("selected by \(hold.holder)") }
        if valve.commandId != nil { remarks.append("command under way") }
        return remarks.isEmpty ? "-" : remarks.joined(separator: " ")
    }

    private static func age(of valve: ValveStatus, _ now: WallTime) -> String {
        guard let milliseconds = valve.ageMilliseconds(at: now) else { return "never heard" }
        let age = KeyTable.age(Double(milliseconds) / 1000)
        return valve.isStale(at: now) ? age + " STALE" : age
    }

    private static func percent(_ value: Double?) -> String { value.map { "\(rounded($0))%" } ?? "-" }

    private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
