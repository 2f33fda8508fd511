import OpsCore
import OpsStorage

/// Commands that wait for a person: a critical valve's for a second one, a selected valve's for the one who selected it.
extension ValveService {
    /// Whom a command waits for.
    enum Awaited: Equatable {
        case secondPerson, holder
    }

    /// Whom a command must wait for before it may operate; nil where for nobody.
    func holding(
        _ id: String, _ request: ActuationRequest, selects: Bool, by caller: Caller
    ) throws(Refusal) -> Awaited? {
        if selects, request.action.isUnconditional {
            throw Refusal(.validationFailed, "`stop` and `safe` need no select: send them to /valves/\(id)/actuate")
        }
        guard let configuration = book.configurations[id], ActuationGate.needsSecondPerson(request, configuration)
        else {
            return selects ? .holder : nil
        }
        if let refusal = ActuationHold.refusal(of: caller, for: id) { throw refusal }
        return .secondPerson
    }

    /// Stores a command that waits, and holds the valve for it.
    func hold(
        _ id: String, _ request: ActuationRequest, _ key: CommandKey, needsSecondPerson: Bool, by caller: Caller,
        _ requestID: String
    ) async throws -> CommandStatus {
        guard let configuration = book.configurations[id], let basis = book.models[id]?.latest else {
            throw Refusal(.deviceOffline, "The device of \(id) has not reported yet; nothing was sent")
        }
        let draft = draft(id, request, key, configuration, boot: basis.bootID, by: caller)
        let hold = ActuationHold(
            draft, request: request, by: caller, needsSecondPerson: needsSecondPerson, basis: basis, timers: timers,
            at: clock.instant)
        guard let command = try await store(hold.command, key, requestID: requestID) else {
            return try await self.command(id: key.id)
        }
        await keep(hold.stored(as: command), on: id)
        await announce(command)
        return command
    }

    /// Confirms a held command, which then goes the way of any other: select, every condition once more, operate.
    func confirm(
        command id: String, _ seen: CommandConfirmation, by caller: Caller, requestID: String
    ) async throws -> CommandStatus {
        guard let (valve, hold) = holds.first(where: { $0.value.command.id == id }) else {
            return try await notHeld(id, by: caller, requestID: requestID)
        }
        do {
            let confirmed = try hold.confirmed(by: caller, seen, timers: timers, at: clock.instant)
            return try await operate(hold, as: confirmed, on: valve, by: caller, requestID: requestID)
        } catch let refusal as Refusal {
            await noteRefused(
                "valve.confirm", valve, hold.command.action, refusal, by: caller, requestID: requestID)
            throw refusal
        }
    }

    /// Takes a command back: one that is held, or one whose operate has not left.
    func cancel(command id: String, by caller: Caller, requestID: String) async throws -> CommandStatus {
        if let (valve, hold) = holds.first(where: { $0.value.command.id == id }) {
            return try await cancel(hold, on: valve, by: caller, requestID: requestID)
        }
        guard let run = runs.values.first(where: { $0.commandID == id }) else {
            let command = try await command(id: id)
            if command.state.isFinal { return command }
            throw elsewhere(command)
        }
        let note = AuditNote(
            by: caller.name, "valve.cancel", "valve/\(await run.status.valveId)", outcome: "requested",
            requestID: requestID, details: ["command": id])
        try await ledger.commit(note) { _ in }
        await run.settle(.cancel(by: caller.name))
        let command = await run.status
        guard command.state.isFinal else {
            throw Refusal(
                .commandInExecution,
                "Command \(id) has left for \(command.valveId) and cannot be taken back; send `stop` to halt the valve")
        }
        return command
    }

    /// Ends the hold of a command on a valve, where it is still there. Harmless otherwise.
    func endHold(
        of command: String, on valve: String, _ state: CommandState, _ cause: ProblemCode?, _ detail: String
    ) async {
        guard holds[valve]?.command.id == command, let hold = await drop(on: valve) else { return }
        _ = await save(hold.ended(state, cause, detail, at: clock.wall))
    }

    // MARK: Steps

    /// From here to the end of the storing, nothing else begins on the valve but what waits for the reservation.
    private func operate(
        _ hold: ActuationHold, as confirmed: CommandStatus, on valve: String, by caller: Caller, requestID: String
    ) async throws -> CommandStatus {
        guard reserved[valve] == nil else {
            throw Refusal(.commandInExecution, "Another command for \(valve) is being stored right now")
        }
        _ = try await reserve(valve, for: confirmed.action, confirmed.id)
        defer { release(valve) }
        var refusal = await gate(valve, hold.request, ignoring: confirmed.id, confirmedBy: caller.name)
        if refusal == nil { refusal = rebooted(hold, on: valve) }
        if refusal == nil { refusal = await refusalOfOthers(valve, hold.request) }
        guard holds[valve]?.command.id == confirmed.id else { throw Self.gone(confirmed) }
        if let refusal {
            // What was to be confirmed is not what the requester saw any more: that cannot come right by waiting.
            if refusal.code == .stateChanged {
                await endHold(of: confirmed.id, on: valve, .rejected, .stateChanged, refusal.detail)
            }
            throw refusal
        }
        guard let configuration = book.configurations[valve], let basis = book.models[valve]?.latest, let session else {
            throw Refusal(.brokerDown, "The MQTT broker cannot be reached; nothing was sent to \(valve)")
        }
        let command = try await storeConfirmed(hold, confirmed, on: valve, by: caller, requestID: requestID)
        let machine = OpsCore.Actuation(
            command: command, valve: paced(configuration, to: command.position), basis: basis,
            timers: timers(of: configuration))
        let run = await follow(valve, machine, session: session, stored: command)
        await run.settle(.start)
        return await run.status
    }

    private func rebooted(_ hold: ActuationHold, on valve: String) -> Refusal? {
        guard book.models[valve]?.latest?.bootID != hold.bootID else { return nil }
        return Refusal(.stateChanged, "The device of \(valve) restarted since the command was asked for; look again")
    }

    /// The confirmation with its person, a new epoch and the lease, in one transaction. Where that fails, it is held on;
    /// where the command is not the valve's newest any more or not held, as another server has stored it, it is over.
    private func storeConfirmed(
        _ hold: ActuationHold, _ confirmed: CommandStatus, on valve: String, by caller: Caller, requestID: String
    ) async throws -> CommandStatus {
        await drop(on: valve)
        let note = AuditNote(
            by: caller.name, "valve.confirm", "valve/\(valve)", outcome: "confirmed", requestID: requestID,
            details: ["action": confirmed.action.rawValue, "command": confirmed.id, "requester": confirmed.actor])
        let (leases, identity, asked) = (ValveLeaseRepository(ledger.database.backend), identity, clock.monotonic)
        let heard = heardEpoch
        do {
            let stored = try await ledger.commit(note) { connection in
                guard let newest = try CommandRepository().list(valve: valve, limit: 1, connection).first,
                    newest.id == hold.command.id, newest.epoch == hold.command.epoch, newest.state == .held
                else { throw NotHeldAnyMore() }
                var command = confirmed
                command.epoch = try Self.nextEpoch(above: heard, connection)
                try leases.take(for: command, by: identity, connection)
                try CommandRepository().save(command, connection)
                return command
            }
            leaseTaken(by: stored, askedAt: asked)
            return stored
        } catch is NotHeldAnyMore {
            let detail =
                "Command \(confirmed.id) is not the newest of \(valve) or not held any more; nothing was sent, look again"
            _ = await save(hold.ended(.superseded, .stateChanged, detail, at: clock.wall))
            throw Refusal(.stateChanged, detail)
        } catch {
            await keep(hold, on: valve)
            throw error
        }
    }

    private struct NotHeldAnyMore: Error {}

    private func cancel(
        _ hold: ActuationHold, on valve: String, by caller: Caller, requestID: String
    ) async throws -> CommandStatus {
        guard reserved[valve] == nil else {
            throw Refusal(.commandInExecution, "Command \(hold.command.id) is being confirmed right now; send `stop`")
        }
        await drop(on: valve)
        let ended = hold.ended(
            .rejected, .notSelected, "Cancelled by \(caller.name); nothing was sent", at: clock.wall)
        let note = AuditNote(
            by: caller.name, "valve.cancel", "valve/\(valve)", outcome: "cancelled", requestID: requestID,
            details: ["action": ended.action.rawValue, "command": ended.id, "requester": ended.actor])
        do {
            try await store(ended, note)
        } catch let other as EndedElsewhere {
            await announce(other.command)
            return other.command
        } catch {
            await keep(hold, on: valve)
            throw error
        }
        await announce(ended)
        return ended
    }

    private func keep(_ hold: ActuationHold, on valve: String) async {
        holds[valve] = hold
        holdTimers[valve]?.cancel()
        let (id, pause) = (hold.command.id, hold.lapsesAt.duration(since: clock.monotonic))
        holdTimers[valve] = Task { [weak self] in
            do { try await Task.sleep(for: max(pause, .zero)) } catch { return }
            await self?.lapse(id, on: valve)
        }
        keepLeases()
        await update(valve) { model, _ in model.held(ValveHold(hold.command)) }
    }

    @discardableResult
    func drop(on valve: String) async -> ActuationHold? {
        guard let hold = holds.removeValue(forKey: valve) else { return nil }
        holdTimers.removeValue(forKey: valve)?.cancel()
        await update(valve) { model, _ in model.held(nil) }
        return hold
    }

    private func lapse(_ id: String, on valve: String) async {
        // A confirmation in hand decides; it looks at the time itself.
        guard let hold = holds[valve], hold.command.id == id else { return }
        await drop(on: valve)
        _ = await save(hold.lapsed(at: clock.wall))
    }

    // MARK: Refusals

    /// The answer to a confirmation of what is not held here: the command where this person has confirmed it before.
    private func notHeld(_ id: String, by caller: Caller, requestID: String) async throws -> CommandStatus {
        let command = try await command(id: id)
        if command.state != .held, command.confirmedBy == caller.name { return command }
        let refusal = command.state == .held ? elsewhere(command) : Self.gone(command)
        await noteRefused(
            "valve.confirm", command.valveId, command.action, refusal, by: caller, requestID: requestID)
        throw refusal
    }

    private static func gone(_ command: CommandStatus) -> Refusal {
        Refusal(
            .notSelected,
            "Command \(command.id) waits for nobody's confirmation: it is \(command.state.rawValue)"
                + (command.detail.map { " (\($0))" } ?? ""))
    }

    private func elsewhere(_ command: CommandStatus) -> Refusal {
        let server = command.server ?? "another server"
        return Refusal(
            .noAccessAuthority,
            "Command \(command.id) is in the hands of \(SafeText.clean(server, limit: 80)): act there")
    }
}
