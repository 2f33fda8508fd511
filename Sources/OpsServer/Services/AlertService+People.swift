import OpsCore
import OpsStorage

/// What people do with alerts and incidents: each act with its audit row, in one transaction.
extension AlertService {
    func acknowledge(_ id: String, by caller: Caller, requestID: String) async throws -> AlertStatus {
        try await act(id, .acknowledge(by: caller.name), "alert.acknowledge", by: caller, requestID: requestID)
    }

    func resolve(_ id: String, by caller: Caller, requestID: String) async throws -> AlertStatus {
        try await act(id, .resolve(by: caller.name), "alert.resolve", by: caller, requestID: requestID)
    }

    func mask(_ id: String, _ wish: AlertMaskWish, by caller: Caller, requestID: String) async throws -> AlertStatus {
        let (event, action, details): (AlertEvent, String, [String: String]) =
            switch wish {
            case .shelve(let wish):
                (
                    .shelve(wish, by: caller.name), "alert.shelve",
                    [
                        "seconds": "\(wish.durationSeconds ?? AlertShelving.usualSeconds)",
                        "one_shot": "\(wish.oneShot ?? false)", "reason": wish.reason ?? "",
                    ]
                )
            case .unshelve: (.unshelve, "alert.unshelve", [:])
            case .withdraw(let wish):
                (.withdraw(wish, by: caller.name), "alert.out_of_service", ["reason": wish.reason])
            case .returnToService: (.returnToService, "alert.return_to_service", [:])
            }
        return try await act(id, event, action, by: caller, requestID: requestID, details: details)
    }

    func update(
        incident id: Int64, _ update: IncidentUpdate, by caller: Caller, requestID: String
    ) async throws -> IncidentStatus {
        try await gate.enter()
        defer { gate.leave() }
        let note = AuditNote(
            by: caller.name, "incident.update", "incident/\(id)", outcome: "done", requestID: requestID,
            details: ["status": update.status?.rawValue ?? "", "severity": update.severity?.rawValue ?? ""])
        let now = clock.wall
        let (_, changed) = try await commit(nil, note: note) { book in
            try book.apply(update: update, to: id, by: caller.name, at: now)
        }
        if let incident = changed.first(where: { $0.id == id }) { return incident }
        return try await incident(id)
    }

    func incidents() async throws -> [IncidentStatus] {
        try await ledger.database.read { try IncidentRepository().list($0) }
    }

    func incident(_ id: Int64) async throws -> IncidentStatus {
        guard let found = try await ledger.database.read({ try IncidentRepository().find(id: id, $0) }) else {
            throw Refusal(.resourceNotFound, "There is no incident \(id)")
        }
        return found
    }

    /// One act on one alert. An alert that has ended can still be put aside: it may come back.
    private func act(
        _ id: String, _ event: AlertEvent, _ action: String, by caller: Caller, requestID: String,
        details: [String: String] = [:]
    ) async throws -> AlertStatus {
        try await gate.enter()
        defer { gate.leave() }
        let alert = try await known(id)
        if lives[id] == nil {
            guard lives.count < Self.limit else {
                throw Refusal(.overloaded, "The server holds as many alerts as it can; end some of them first")
            }
            lives[id] = AlertLife(policy: .standard(for: alert), resuming: alert)
        }
        defer { if lives[id]?.isOver ?? false { lives[id] = nil } }
        let details = details.merging(["name": alert.name]) { $1 }
            .mapValues { SafeText.clean($0, limit: AlertShelving.reasonLimit) }
        let note = AuditNote(
            by: caller.name, action, "alert/\(id)", outcome: "done", requestID: requestID, details: details)
        return try await apply(event, to: alert, note: note) ?? alert
    }

    private func known(_ id: String) async throws -> AlertStatus {
        if let alert = alerts[id] { return alert }
        if let ended = try await ledger.database.read({ try AlertRepository().find(id: id, $0) }) { return ended }
        throw Refusal(.resourceNotFound, "There is no alert \(SafeText.clean(id, limit: 80))")
    }
}
