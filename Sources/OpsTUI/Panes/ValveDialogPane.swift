import OpsCore

/// The actuation dialog: the valve as it is now, what can be done, what speaks against it, and how to confirm.
enum ValveDialogPane {
    static func draw(_ dialog: ValveDialog, _ state: DashboardState, on canvas: inout Canvas) {
        let lines = lines(dialog, state, canvas.glyphs)
        let room = state.size.rect.inset(top: 1, bottom: 2)
        // One size for all steps: the dialog stands still while a person types into it.
        let frame = room.centred(columns: 66, rows: max(lines.count, 10) + 2)
        canvas.fill(frame)
        canvas.frame(frame, title: "Command \(dialog.valveID)", focused: true)
        let inner = frame.inset(columns: 2, rows: 1)
        for (row, line) in lines.prefix(inner.rows).enumerated() {
            canvas.put(line, inner.column, inner.row + row, width: inner.columns)
        }
    }

    private static func lines(_ dialog: ValveDialog, _ state: DashboardState, _ glyphs: GlyphSet) -> [Pieces] {
        guard let valve = state.valve(dialog.valveID) else {
            return [[("\(dialog.valveID) is gone: the server no longer knows it", .alarm)], [("Esc closes", .label)]]
        }
        var lines = now(valve)
        if let hold = valve.status.hold { lines += self.hold(hold, state) }
        lines.append([])
        switch dialog.step {
        case .choosing: lines += choices(dialog, state, glyphs)
        case .typingPosition(let text):
            lines.append([
                ("go to position ", .label), (text + "_", .strong), (" % (0 closed, 100 open), then Enter", .label),
            ])
        case .confirming(let action, let position, let typed):
            lines += question(dialog, state, action, position, typed)
        case .confirmingHold(let hold, let typed):
            lines += confirmation(dialog, state, hold, typed)
        case .cancelling(let id):
            lines += TextWrap.lines("take back command \(id)?", width: 60).map { [($0, Style(.hand, bold: true))] }
            lines.append([("press ", .label), ("y", Style(.hand, bold: true)), (" to take it back", .label)])
        }
        if let complaint = dialog.complaint {
            lines.append([])
            lines += TextWrap.lines(complaint, width: 60).map { [($0, Style(.attention, bold: true))] }
        }
        return lines
    }

    private static func now(_ valve: ValveView) -> [Pieces] {
        let status = valve.status
        let age = valve.ageSeconds.map { valve.isStale ? "\(Quantity.duration($0)) STALE" : Quantity.valveAge($0) }
        var lines: [Pieces] = [
            [
                (status.name, .label), ("  ", .plain), (Words.valve(status.state), .strong),
                (" \(Quantity.percent(status.positionPercent))", .strong),
                ("  \(Quantity.bar(status.pressureBar))", .plain),
                ("  age \(age ?? "never heard")", valve.isStale ? .attention : .label),
            ]
        ]
        let interlocks = status.interlocks.joined(separator: ", ")
        lines.append([
            ("interlocks ", .label),
            (interlocks.isEmpty ? "none" : interlocks, interlocks.isEmpty ? .plain : .attention),
            (status.critical ? "   critical: a second person must confirm" : "", .label),
        ])
        return lines
    }

    /// Who has the valve selected, for what, why and how long still.
    private static func hold(_ hold: ValveHold, _ state: DashboardState) -> [Pieces] {
        let left = max(0, hold.until.seconds(since: state.serverNow))
        let what = Words.action(hold.action, position: hold.position)
        var lines: [Pieces] = [
            [
                ("selected by ", .label), (hold.holder, .strong), (" for ", .label), (what, Style(.hand, bold: true)),
                ("  until \(Quantity.clock(hold.until)), \(Quantity.duration(left)) left", .label),
            ]
        ]
        if let reason = hold.reason {
            lines += TextWrap.lines("because: \(reason)", width: 60).prefix(3).map { [($0, .plain)] }
        }
        let mine = DashboardReducer.refusal(state, ofConfirming: hold)
        lines.append([
            (
                mine ?? (hold.needsSecondPerson ? "y confirms it as the second person" : "y starts it"),
                mine == nil ? Style(.hand, bold: true) : .label
            ),
            ("   x takes it back", .label),
        ])
        return lines
    }

    private static func confirmation(
        _ dialog: ValveDialog, _ state: DashboardState, _ hold: ValveHold, _ typed: String
    ) -> [Pieces] {
        guard state.valve(dialog.valveID)?.status.hold == hold else {
            return [[("what waits on \(dialog.valveID) has changed; Esc goes back", Style(.alarm, bold: true))]]
        }
        return [
            [
                ("confirm ", .label), (Words.action(hold.action, position: hold.position), Style(.hand, bold: true)),
                (" \(dialog.valveID)", .strong), (" for \(hold.holder)", .label),
            ],
            [("type ", .label), (dialog.valveID, .strong), (" and Enter: ", .label), (typed + "_", .strong)],
        ]
    }

    private static func choices(_ dialog: ValveDialog, _ state: DashboardState, _ glyphs: GlyphSet) -> [Pieces] {
        ValveAction.allCases.enumerated().map { index, action in
            let blocked = DashboardReducer.refusal(state, dialog, action) != nil
            let here = index == dialog.cursor
            let mark = here ? "\(glyphs.moving) " : "  "
            let safe = state.valve(dialog.valveID)?.status.safePosition
            let more = action == .safe && safe != nil ? " (\(Quantity.percent(safe)))" : ""
            return [
                (mark, Style(.hand, bold: true)),
                ("\(action.letter) ", Style(blocked ? .faint : .hand, bold: !blocked)),
                (action.rawValue + more, Style(blocked ? .faint : here ? .strong : .plain, bold: here && !blocked)),
                (blocked ? "  not now" : "", .faint),
            ]
        }
    }

    private static func question(
        _ dialog: ValveDialog, _ state: DashboardState, _ action: ValveAction, _ position: Double?, _ typed: String
    ) -> [Pieces] {
        var lines: [Pieces] = [
            [(Words.action(action, position: position), Style(.hand, bold: true)), (" \(dialog.valveID)", .strong)]
        ]
        if let refusal = DashboardReducer.refusal(state, dialog, action) {
            lines += TextWrap.lines(refusal, width: 60).map { [($0, Style(.alarm, bold: true))] }
            lines.append([("nothing is sent; Esc goes back", .label)])
        } else if action.isUnconditional {
            lines.append([("press ", .label), ("y", Style(.hand, bold: true)), (" to send it now", .label)])
        } else {
            lines.append([
                ("type ", .label), (dialog.valveID, .strong), (" and Enter: ", .label), (typed + "_", .strong),
            ])
        }
        return lines
    }
}
