import Logging
import OpsCore
import OpsStorage

/// Other servers of the site that share the broker but perhaps no database.
extension ValveService {
    /// How far above the own epoch a heard one is believed: more is a fault or malice, and would use up the numbers.
    static let epochStride: Int64 = 1_000_000

    /// A command on the wire. What another server sent keeps this one from beginning beside it, and its epoch is passed:
    /// a device refuses a lower one than it has seen. Another's `stop` or `safe` ends what is held here, as an own one
    /// does. Never waits for the database: acknowledgements and states come behind it.
    func hear(_ message: ValveCommandMessage, on valve: String) async {
        guard message.valve == valve, book.configurations[valve] != nil,
            others.hear(message, timers: timers, at: clock.monotonic)
        else { return }
        pass(message.epoch)
        guard message.phase == .operate, message.action.isUnconditional, let hold = await drop(on: valve) else {
            return
        }
        let id = SafeText.clean(message.commandID, limit: 64)
        let ended = hold.ended(
            .superseded, nil, "Command \(id), sent by another server of this site, took over; nothing was sent",
            at: clock.wall)
        Task { _ = await self.save(ended) }
    }

    /// The next epoch, above one that was heard where that is believed. Must run in a writing transaction.
    static func nextEpoch(above heard: Int64?, _ connection: any SQLConnection) throws -> Int64 {
        if let heard { try raise(to: heard, connection) }
        return try CounterRepository().next(CounterRepository.commandEpoch, connection)
    }

    /// True where the counter was raised.
    @discardableResult
    private static func raise(to heard: Int64, _ connection: any SQLConnection) throws -> Bool {
        let counters = CounterRepository()
        let known = try counters.current(CounterRepository.commandEpoch, connection)
        guard heard > known, heard - known <= epochStride else { return false }
        try counters.raise(CounterRepository.commandEpoch, to: heard, connection)
        return true
    }

    /// One task stores the highest epoch that was heard, however many commands tell one.
    private func pass(_ epoch: Int64) {
        // One that nobody can believe must not hide those that can be.
        if let knownEpoch, epoch <= knownEpoch || epoch - knownEpoch > Self.epochStride { return }
        heardEpoch = max(epoch, heardEpoch ?? epoch)
        guard raising == nil else { return }
        raising = Task { [weak self] in await self?.storeHeardEpoch() }
    }

    private func storeHeardEpoch() async {
        while let epoch = heardEpoch, !Task.isCancelled {
            do {
                let (isNew, known) = try await ledger.database.write { connection in
                    let isNew = try Self.raise(to: epoch, connection)
                    return (isNew, try CounterRepository().current(CounterRepository.commandEpoch, connection))
                }
                knownEpoch = known
                if isNew { logger.notice("another server commands this site", metadata: ["epoch": "\(epoch)"]) }
            } catch {
                // It stays heard: the next command here passes it, and the next one heard tries again.
                logger.warning("another server's epoch could not be stored", metadata: ["error": "\(error)"])
                break
            }
            if heardEpoch == epoch { heardEpoch = nil }
        }
        raising = nil
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
