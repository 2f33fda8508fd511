import Logging
import OpsCore
import OpsStorage

/// Other servers of the site that share the broker but perhaps no database.
extension ValveService {
    /// How far above the own epoch a heard one is believed: more is a fault or malice, and would use up the numbers.
    static let epochStride: Int64 = 1_000_000

    /// A command on the wire. What another server sent keeps this one from beginning beside it, and its epoch is passed:
    /// a device refuses a lower one than it has seen.
    func hear(_ message: ValveCommandMessage, on valve: String) async {
        guard message.valve == valve, book.configurations[valve] != nil,
            others.hear(message, timers: timers, at: clock.monotonic)
        else { return }
        do {
            let known = try await ledger.database.read {
                try CounterRepository().current(CounterRepository.commandEpoch, $0)
            }
            guard message.epoch > known, message.epoch - known <= Self.epochStride else { return }
            try await ledger.database.write {
                try CounterRepository().raise(CounterRepository.commandEpoch, to: message.epoch, $0)
            }
            logger.notice(
                "another server commands this site", metadata: ["valve": "\(valve)", "epoch": "\(message.epoch)"])
        } catch {
            logger.warning("another server's epoch could not be stored", metadata: ["error": "\(error)"])
        }
    }

    func noteSent(_ id: String) { others.sent(id) }

    /// Why a command must wait for another server's; nil where for none. That server's name stands in the lease, where
    /// both have one database.
    func refusalOfOthers(_ id: String, _ request: ActuationRequest) async -> Refusal? {
        guard !request.action.isUnconditional,
            let other = others.underWay(on: id, book.models[id]?.latest, at: clock.monotonic)
        else { return nil }
        let lease = try? await ledger.database.read { connection in
            try ValveLeaseRepository(self.ledger.database.backend).find(valve: id, connection)
        }
        if let lease, lease.commandID == other.commandID { return lease.refusal }
        let actor = SafeText.clean(other.actor, limit: 64)
        return Refusal(
            .commandInExecution,
            "Command \(SafeText.clean(other.commandID, limit: 64)) (\(other.action.rawValue) by \(actor)), sent by another "
                + "server of this site, is under way on \(id)")
    }
}
