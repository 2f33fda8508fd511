/// What the drill of the leak must see, in the order in which a person would.
public enum LeakStep: String, CaseIterable, Sendable {
    case plant = "every valve reports a good state"
    case balanced = "what runs into the segment runs out of it"
    case pressureFell = "a leak opens: the pressure before the segment falls"
    case alarmFired = "the alarm FlowImbalance fires for the segment"
    case alarmAcknowledged = "the operator acknowledges the alarm"
    case incidentOpened = "an incident opens"
    case inletClosed = "the valve before the leak is closed, telemetry confirms it"
    case outletClosed = "the valve behind the leak is closed, telemetry confirms it"
    case pressureReturned = "the pressure before the segment is back"
    case alarmCleared = "the alarm clears"
    case incidentResolved = "the incident resolves"
}
