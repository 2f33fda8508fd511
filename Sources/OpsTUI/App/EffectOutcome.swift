import OpsCore

/// What became of an effect.
enum EffectOutcome: Equatable, Sendable {
    case actuated(idempotencyKey: String, Result<CommandStatus, EffectFailure>)
    case commandCancelled(id: String, valveID: String, Result<CommandStatus, EffectFailure>)
    case alertChanged(id: String, name: String, verb: String, Result<AlertStatus, EffectFailure>)
    case incidentChanged(id: Int64, verb: String, Result<IncidentStatus, EffectFailure>)
    case keysReloaded(Result<KeyReload, EffectFailure>)
    case quitWarning(String?)
}
