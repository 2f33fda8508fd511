import OpsCore

/// The line above the keys: the life of the command in hand, step by step, until telemetry confirms it; else a notice;
/// else the newest command of anybody.
enum CommandLine {
    /// How long somebody else's command that ended is told, seconds.
    private static let othersShownSeconds = 15.0

    /// How long a notice covers a command's life, seconds.
    private static let coverSeconds = 4.0

    /// The rows of a text that is too long for one line.
    private static let rowLimit = 3

    static func draw(_ rect: Rect, _ state: DashboardState, on canvas: inout Canvas) {
        let inner = rect.inset(columns: 1, rows: 0)
        var pieces = pieces(state, canvas.glyphs)
        let columns = pieces.reduce(0) { $0 + canvas.columns(of: $1.text) }
        // Where there is no room for its whole life, the newest step is what counts.
        if columns > inner.columns { pieces = self.pieces(state, canvas.glyphs, stepLimit: 1) }
        let lines = wrap(pieces, inner.columns, canvas)
        for (index, line) in lines.enumerated() {
            let row = inner.row - (lines.count - 1 - index)
            if lines.count > 1 { canvas.fill(Rect(column: rect.column, row: row, columns: rect.columns, rows: 1)) }
            canvas.put(line, inner.column, row, width: inner.columns)
        }
    }

    /// A refusal that is longer than the line takes up to two rows of the panes above for as long as it is shown: why
    /// something was not done is worth more than they are.
    private static func wrap(_ pieces: Pieces, _ width: Int, _ canvas: Canvas) -> [Pieces] {
        let lead = pieces.dropLast().reduce(0) { $0 + canvas.columns(of: $1.text) }
        guard let last = pieces.last, lead < width - 20, lead + canvas.columns(of: last.text) > width else {
            return [pieces]
        }
        let blank = String(repeating: " ", count: lead)
        var lines = TextWrap.lines(last.text, width: width - lead)
        if lines.count > rowLimit { lines[rowLimit - 1] += " " + lines[rowLimit...].joined(separator: " ") }
        return lines.prefix(rowLimit).enumerated().map { index, text in
            index == 0 ? Array(pieces.dropLast()) + [(text, last.style)] : [(blank, .plain), (text, last.style)]
        }
    }

    static func pieces(_ state: DashboardState, _ glyphs: GlyphSet, stepLimit: Int = 6) -> Pieces {
        if state.isFiltering { return filter(state) }
        if let notice = state.notice, isAbove(notice, state) { return text(of: notice) }
        if let hand = state.hand { return life(of: hand, state, glyphs, stepLimit) }
        if case .down(let reason, _) = state.stream.phase {
            return [("no stream: ", .attention), (reason, .plain)]
        }
        if let other = othersCommand(state) {
            return life(of: other, by: other.actor, state, glyphs, stepLimit)
        }
        return []
    }

    /// A notice covers a command's life only for a moment: the command is what the person waits for.
    private static func isAbove(_ notice: Notice, _ state: DashboardState) -> Bool {
        guard let hand = state.hand else { return true }
        return notice.since > hand.startedAt && state.at.monotonic.seconds(since: notice.since) < coverSeconds
    }

    private static func filter(_ state: DashboardState) -> Pieces {
        [
            ("filter \(state.focus.title.lowercased()): ", .label), (state.filters[state.focus] ?? "", .strong),
            ("_", .hand), ("   Enter keeps it, Esc drops it", .label),
        ]
    }

    private static func text(of notice: Notice) -> Pieces {
        let style: Style =
            switch notice.weight {
            case .plain: .plain
            case .attention: .attention
            case .alarm: .alarm
            }
        return [(notice.text, style)]
    }

    private static func life(
        of hand: CommandInHand, _ state: DashboardState, _ glyphs: GlyphSet, _ stepLimit: Int
    ) -> Pieces {
        if let status = hand.status, case .known = hand.phase {
            return life(of: status, by: nil, state, glyphs, stepLimit)
        }
        var pieces = title(hand.valveID, hand.action, hand.position)
        let arrow: (String, Style) = (" \(glyphs.arrow) ", .faint)
        pieces.append(("chosen \(Quantity.clock(hand.sentAt))", .label))
        pieces.append(arrow)
        switch hand.phase {
        case .sending, .known: pieces.append(("SENDING", Style(.hand, bold: true)))
        case .refused(let why): pieces += [("REFUSED ", Style(.alarm, bold: true)), (why, .plain)]
        case .unknown(let why):
            pieces += [("UNKNOWN ", Style(.attention, bold: true)), ("it may be carried out: \(why)", .plain)]
        }
        return pieces
    }

    private static func title(_ valve: String, _ action: ValveAction, _ position: Double?) -> Pieces {
        [("\(valve) \(Words.action(action, position: position))", .strong), ("  ", .plain)]
    }

    /// Its steps with their times where there is room: `requested 14:02:11 → selected → accepted → MOVING 38%`.
    private static func life(
        of command: CommandStatus, by actor: String?, _ state: DashboardState, _ glyphs: GlyphSet, _ stepLimit: Int
    ) -> Pieces {
        var pieces = title(command.valveId, command.action, command.position)
        if let actor { pieces.append(("by \(actor)  ", .label)) }
        let steps = command.steps.suffix(stepLimit)
        for (index, step) in steps.enumerated() {
            if index > 0 { pieces.append((" \(glyphs.arrow) ", .faint)) }
            let isLast = index == steps.count - 1
            let time = index == 0 && !isLast || isLast && step.state.isFinal ? " \(Quantity.clock(step.at))" : ""
            guard isLast else {
                pieces.append((Words.command(step.state) + time, .label))
                continue
            }
            pieces += newest(command, step.state, time, state, glyphs)
        }
        return pieces
    }

    private static func newest(
        _ command: CommandStatus, _ step: CommandState, _ time: String, _ state: DashboardState, _ glyphs: GlyphSet
    ) -> Pieces {
        switch step {
        case .confirmed:
            return [("\(glyphs.done) confirmed by telemetry\(time)", Style(.strong, bold: true))]
        case .rejected, .failed, .timedOut:
            return [(Words.command(step), Style(.alarm, bold: true)), (reason(command) + time, .plain)]
        case .superseded, .unknown:
            return [(Words.command(step), Style(.attention, bold: true)), (reason(command) + time, .plain)]
        case .held:
            let who = command.needsSecondPerson == true ? "waits for a second person" : "waits to be confirmed"
            let until = command.holdUntil.map { " until \(Quantity.clock($0))" } ?? ""
            return [("HELD ", Style(.hand, bold: true)), (who + until, .plain)]
        case .requested, .selected, .accepted, .moving:
            let position = state.valve(command.valveId)?.status.positionPercent ?? command.positionPercent
            let percent = step == .moving ? " \(Quantity.percent(position))" : time
            var pieces: Pieces = [(Words.command(step) + percent, Style(.hand, bold: true))]
            if let confirmBy = command.confirmBy {
                pieces += [(" \(glyphs.arrow) ", .faint), ("confirm by \(Quantity.clock(confirmBy))", .label)]
            }
            return pieces
        }
    }

    private static func reason(_ command: CommandStatus) -> String {
        let parts = [command.cause?.rawValue, command.detail].compactMap { $0 }
        return parts.isEmpty ? "" : " " + parts.joined(separator: ": ")
    }

    private static func othersCommand(_ state: DashboardState) -> CommandStatus? {
        guard let commands = state.snapshot?.commands else { return nil }
        if let running = commands.last(where: { !$0.state.isFinal && $0.state != .unknown }) { return running }
        guard let ended = commands.last, let end = ended.steps.last?.at,
            state.serverNow.seconds(since: end) < othersShownSeconds
        else { return nil }
        return ended
    }
}
