extension IncidentBook {
    /// A person's update. From any phase forward, and back from `mitigated` and `acknowledged`; from `resolved` back
    /// to `open` alone. Who acknowledges an incident that nobody owns becomes its owner; an empty owner gives it up.
    ///
    /// Throws `RESOURCE_NOT_FOUND` for an unknown incident, `VALIDATION_FAILED` for an update that is empty, too long or
    /// no legal step, and `CONDITION_ACTIVE` for resolving while one of its alerts is active. Nothing changes then.
    public mutating func apply(
        update: IncidentUpdate, to id: Int64, by person: String, at now: WallTime
    ) throws(Refusal) -> [IncidentAction] {
        guard var record = records[id] else {
            throw Refusal(.resourceNotFound, "There is no incident \(id) among the open and newest ones.")
        }
        let before = record.incident
        try Self.check(update, record)
        if let severity = update.severity, severity != before.severity {
            record.log("status", "severity \(before.severity.rawValue) to \(severity.rawValue)", by: person, at: now)
            record.incident.severity = severity
        }
        if let owner = update.owner { Self.assign(owner, in: &record, by: person, at: now) }
        if let status = update.status, status != before.status {
            Self.move(&record, to: status, takesOver: update.owner == nil, by: person, at: now)
        }
        if let note = update.note {
            record.log("note", SafeText.clean(note, limit: IncidentUpdate.noteLimit), by: person, at: now)
        }
        guard record.incident != before else { return [] }
        let ends = before.status != .resolved && record.incident.status == .resolved
        return [keep(record, ends ? IncidentAction.resolved : IncidentAction.changed)]
    }

    private static func check(_ update: IncidentUpdate, _ record: IncidentRecord) throws(Refusal) {
        guard update != IncidentUpdate() else {
            throw Refusal(.validationFailed, "Nothing to update: give status, owner, severity or note.")
        }
        if let note = update.note, note.isEmpty || note.unicodeScalars.count > IncidentUpdate.noteLimit {
            throw Refusal(.validationFailed, "A note has 1 to \(IncidentUpdate.noteLimit) characters.")
        }
        if let owner = update.owner, owner.unicodeScalars.count > IncidentUpdate.ownerLimit {
            throw Refusal(.validationFailed, "An owner's name has at most \(IncidentUpdate.ownerLimit) characters.")
        }
        guard let status = update.status, status != record.incident.status else { return }
        if !record.isOpen, status != .open {
            throw Refusal(.validationFailed, "The incident is resolved; open it again before \(status.rawValue).")
        }
        guard status == .resolved, let alert = record.active.min() else { return }
        let others = record.active.count > 1 ? " and \(record.active.count - 1) more" : ""
        throw Refusal(
            .conditionActive,
            "Alert \(SafeText.clean(alert, limit: 120))\(others) still holds; once all clear, the incident ends."
        )
    }

    private static func assign(
        _ owner: String, in record: inout IncidentRecord, by person: String, at now: WallTime
    ) {
        let name = SafeText.clean(owner, limit: IncidentUpdate.ownerLimit)
        guard name != record.incident.owner ?? "" else { return }
        record.incident.owner = name.isEmpty ? nil : name
        record.log("status", name.isEmpty ? "owner given up" : "owner \(name)", by: person, at: now)
    }

    private static func move(
        _ record: inout IncidentRecord, to status: IncidentPhase, takesOver: Bool, by person: String, at now: WallTime
    ) {
        let isAgain = !record.isOpen
        record.incident.status = status
        record.incident.resolvedAt = status == .resolved ? now : nil
        record.resolvedItself = false
        record.log("status", isAgain ? "opened again" : status.rawValue, by: person, at: now)
        if status == .acknowledged, takesOver, record.incident.owner == nil {
            record.incident.owner = SafeText.clean(person, limit: IncidentUpdate.ownerLimit)
        }
    }
}
