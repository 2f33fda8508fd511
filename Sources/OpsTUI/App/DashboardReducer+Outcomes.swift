import OpsCore

/// What became of effects.
extension DashboardReducer {
    static func take(_ state: inout DashboardState, _ outcome: EffectOutcome) -> [DashboardEffect] {
        switch outcome {
        case .actuated(let id, let result):
            if state.hand?.id == id { settleHand(&state, result) }
        case .commandCancelled(_, let valve, let result):
            report(&state, "the command on \(valve)", "taken back", result.map { _ in () })
        case .alertChanged(_, let name, let verb, let result):
            report(&state, name, verb, result.map { _ in () })
        case .incidentChanged(let id, let verb, let result):
            report(&state, "incident #\(id)", verb, result.map { _ in () })
        case .keysReloaded(.success(let reload)):
            state.overlays.append(.answer(title: "Keys reloaded", lines: KeyReloadText.lines(reload), scroll: 0))
        case .keysReloaded(.failure(let failure)):
            note(&state, "keys were not reloaded: \(failure.text)", .attention)
        case .quitWarning(let warning):
            return takeWarning(&state, warning)
        }
        return []
    }

    private static func settleHand(_ state: inout DashboardState, _ result: Result<CommandStatus, EffectFailure>) {
        switch result {
        case .success(let status):
            state.hand?.take(status, at: state.at.monotonic)
        case .failure(let failure) where failure.outcomeUnknown:
            // The stream may already have told more than the answer that never came.
            if state.hand?.phase == .sending { state.hand?.phase = .unknown(failure.text) }
        case .failure(let failure):
            state.hand?.phase = .refused(failure.text)
            state.hand?.endedAt = state.at.monotonic
        }
    }

    private static func report(
        _ state: inout DashboardState, _ what: String, _ verb: String, _ result: Result<Void, EffectFailure>
    ) {
        switch result {
        case .success: note(&state, "\(what) \(verb)")
        case .failure(let failure): note(&state, "\(what) not \(verb): \(failure.text)", .attention)
        }
    }

    private static func takeWarning(_ state: inout DashboardState, _ warning: String?) -> [DashboardEffect] {
        guard state.isAskingToQuit else { return [] }
        state.isAskingToQuit = false
        var consequences: [String] = []
        if let hand = state.hand, hand.isInFlight {
            let action = Words.action(hand.action, position: hand.position)
            consequences.append(
                "\(hand.valveID) \(action) is in flight: it goes on, you will not see how it ends.")
        }
        if let warning { consequences.append(warning) }
        guard !consequences.isEmpty else { return [.end(.quit)] }
        state.overlays.append(
            .confirm(
                Confirmation(
                    subject: .quit, question: "Quit?", consequence: consequences.joined(separator: " "))))
        return []
    }
}
