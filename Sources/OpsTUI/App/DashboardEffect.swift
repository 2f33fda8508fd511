import OpsCore

/// Something to do in the world. What becomes of it comes back as an event.
enum DashboardEffect: Equatable, Sendable {
    case actuate(valveID: String, ActuationRequest, idempotencyKey: String)
    case confirmCommand(id: String, CommandConfirmation)
    case cancelCommand(id: String, valveID: String)
    case acknowledgeAlert(id: String, name: String)
    case resolveAlert(id: String, name: String)
    case shelveAlert(id: String, name: String, AlertShelving)
    case unshelveAlert(id: String, name: String)
    case updateIncident(id: Int64, IncidentUpdate)
    case reloadKeys
    /// Ask what leaving now would do to others.
    case askQuitWarning
    /// Draw every cell anew: something else wrote on the terminal.
    case redraw
    case end(DashboardEnd)
}
