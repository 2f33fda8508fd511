import Logging
import OpsCore
import OpsMQTT
import OpsStorage

/// Commands under way: how they are driven, sent, stored, and taken up again after a restart.
extension ValveService {
    static let publishPatience = Duration.seconds(3)
    static let storePause = Duration.seconds(2)
    /// Commands a valve that are watched although another has taken over.
    static let overtakenLimit = 8

    /// Takes up what was under way when the server last stopped, or when another server on the same database did: unknown
    /// until telemetry settles it. Of several on one valve the newest is in command: it could only begin by taking over
    /// from the others. What was only held is over: who held it is gone, and nothing was sent.
    func restore(looksTwice: Bool = false) async throws {
        let open = try await ledger.database.read { try CommandRepository().inFlight($0) }
        leftOnce.formIntersection(open.map(\.id))
        for (valve, commands) in Dictionary(grouping: open, by: \.valveId).sorted(by: { $0.key < $1.key }) {
            let orphans = commands.filter { isOrphan($0) }.sorted { $0.epoch < $1.epoch }
            guard let newest = orphans.last, await mayTakeUp(newest, looksTwice: looksTwice) else { continue }
            for command in orphans {
                // It may have ended since it was read.
                let now = try await self.command(id: command.id)
                if !now.state.isFinal, isOrphan(now) { await takeUp(now) }
            }
            keepLeases()
            logger.notice(
                "commands under way were taken up", metadata: ["valve": "\(valve)", "count": "\(orphans.count)"])
        }
    }

    /// True for a command that nobody here follows, stores or has in hand.
    private func isOrphan(_ command: CommandStatus) -> Bool {
        let valve = command.valveId
        return reserved[valve] == nil && holds[valve]?.command.id != command.id && desk.unstored(command.id) == nil
            && !runs(on: valve).contains { $0.commandID == command.id }
    }

    private func takeUp(_ command: CommandStatus) async {
        let valve = command.valveId
        if command.state == .held {
            return await giveUp(
                command, "The server was restarted before anybody confirmed it; nothing was sent", .notSelected)
        }
        guard let configuration = book.configurations[valve] else {
            return await giveUp(command, "The valve is not configured any more")
        }
        let machine = OpsCore.Actuation(
            restoring: command, valve: paced(configuration, to: command.position), at: clock.instant,
            timers: timers(of: configuration))
        // Only saves: nothing of an earlier life is ever sent.
        guard let present = runs[valve] else {
            return await follow(valve, machine, session: nil, stored: nil).settle(.start)
        }
        guard present.epoch > command.epoch else {
            setAside(valve)
            await follow(valve, machine, session: nil, stored: nil).settle(.start)
            return await tellOvertaken(valve, by: command)
        }
        let run = makeRun(machine, session: nil, stored: nil)
        overtaken[valve, default: []].insert(run, at: 0)
        await run.settle(.start)
        await run.settle(.supersede(by: present.commandID))
    }

    private func giveUp(_ command: CommandStatus, _ detail: String, _ cause: ProblemCode? = nil) async {
        var ended = command
        ended.state = .failed
        ended.cause = cause
        ended.detail = detail
        ended.holdUntil = nil
        ended.steps.append(CommandStep(state: .failed, at: clock.wall))
        _ = await save(ended)
    }

    /// The times of a command on this valve: a device of another schema is heard less often.
    func timers(of valve: ValveConfiguration) -> ActuationTimers {
        guard valve.schema.sparkplug != nil else { return timers }
        let own = ActuationTimers(schema: valve.schema)
        var timers = timers
        (timers.heartbeat, timers.stale) = (own.heartbeat, own.stale)
        return timers
    }

    // MARK: Driving

    @discardableResult
    func follow(
        _ id: String, _ machine: OpsCore.Actuation, session: UInt64?, stored: CommandStatus?
    ) async -> CommandRun {
        let run = makeRun(machine, session: session, stored: stored)
        runs[id] = run
        keepLeases()
        await update(id) { model, _ in model.commandInFlight(run.commandID) }
        return run
    }

    private func makeRun(_ machine: OpsCore.Actuation, session: UInt64?, stored: CommandStatus?) -> CommandRun {
        let command = machine.status
        // With the revision: what changed while the command was being stored came before the machine could see it.
        let request = ActuationRequest(
            action: command.action, position: command.action == .position ? command.position : nil,
            expectRev: machine.rev)
        let hooks = CommandRun.Hooks(
            save: { await $0 == stored ? self.announce($0) : self.save($0) },
            publish: { await self.publish($0, by: $1, session: session) },
            recheck: { await self.recheck(request, of: command) },
            finished: { await self.finished($0) })
        return CommandRun(machine, hooks: hooks, clock: clock)
    }

    /// Every condition once more, and whether the valve is still this server's to command.
    private func recheck(_ request: ActuationRequest, of command: CommandStatus) async -> Refusal? {
        let id = command.valveId
        if let refusal = await gate(id, request, ignoring: command.id, confirmedBy: command.confirmedBy) {
            return refusal
        }
        if let refusal = await refusalOfOthers(id, request) { return refusal }
        return await prolongLease(of: id, for: command.id, epoch: command.epoch)
    }

    private func finished(_ command: CommandStatus) async {
        let id = command.valveId
        overtaken[id]?.removeAll { $0.commandID == command.id }
        guard runs[id]?.commandID == command.id else { return }
        // Where a `stop` came to nothing, the movement before it is still under way.
        runs[id] = overtaken[id]?.popLast()
        if overtaken[id]?.isEmpty ?? false { overtaken[id] = nil }
        let running = runs[id]?.commandID
        await update(id) { model, _ in model.commandInFlight(running) }
    }

    /// The command under way sends nothing more, and is watched until it ends or the device names another. Waits for
    /// nothing: whatever it is busy with must not hold up the command that takes over.
    func setAside(_ id: String) {
        guard let former = runs.removeValue(forKey: id) else { return }
        overtaken[id, default: []].append(former)
    }

    /// Tells those set aside which command took over.
    func tellOvertaken(_ id: String, by command: CommandStatus) async {
        for run in overtaken[id, default: []] where run.epoch < command.epoch {
            await run.post(.supersede(by: command.id))
        }
        guard let all = overtaken[id], all.count > Self.overtakenLimit, let oldest = all.first else { return }
        overtaken[id]?.removeFirst()
        await oldest.abandon()
        await giveUp(await oldest.status, "Later commands took over; see where the valve is now")
    }

    // MARK: Sending

    /// Sends in the session in which the command was asked for, and in no later one; not after `deadline`, nor after the
    /// lease of the valve is over; and never a select or operate of a command that another has taken over from.
    private func publish(
        _ message: ValveCommandMessage, by deadline: MonotonicTime?, session: UInt64?
    ) async -> CommandRun.PublishFailure? {
        let gives = message.phase == .cancel
        let isCurrent = gives || runs[message.valve]?.commandID == message.commandID && holdsLease(message.valve)
        let deadline = gives ? deadline : earlier(deadline, leaseEnd(message.valve))
        noteSent(message.commandID)
        guard let client, let session, session == self.session, isCurrent, let wired = wired(message) else {
            return CommandRun.PublishFailure(mayHaveLeft: false)
        }
        do throws(MQTTError) {
            try await client.publish(
                wired, timeout: Self.publishPatience, inSession: session, notAfterNanoseconds: deadline?.nanoseconds)
            registry.countMessageOut(.command)
            return nil
        } catch {
            logger.warning("a command was not acknowledged by the broker", metadata: ["error": "\(error)"])
            return CommandRun.PublishFailure(mayHaveLeft: error.mayHaveLeft)
        }
    }

    /// The command as its device understands it; nil where nothing may leave.
    private func wired(_ message: ValveCommandMessage) -> MQTTMessage? {
        if let address = book.configurations[message.valve]?.schema.sparkplug {
            return sparkplugMessage(message, to: address)
        }
        guard let topic = ValveTopic(site: site, valve: message.valve, kind: .command),
            let answer = ValveTopic(site: site, valve: message.valve, kind: .acknowledgement),
            let payload = try? message.encode()
        else { return nil }
        return MQTTMessage(
            topic: topic.text, payload: payload, qos: 1, retain: false, expirySeconds: message.expirySeconds,
            responseTopic: answer.text, correlationData: Array(message.commandID.utf8))
    }

    // MARK: Storing

    /// Tells the stream, whoever waits, and the history.
    @discardableResult
    func announce(_ command: CommandStatus) async -> Bool {
        desk.tell(command)
        switch command.state {
        case .held, .requested, .accepted, .unknown, .confirmed, .rejected, .timedOut, .superseded, .failed:
            onCommand(command)
        case .selected, .moving: break
        }
        await bus.publish(.command(command))
        return true
    }

    /// Stores a state and tells it; where storage fails, the state is told all the same and stored when it answers.
    func save(_ command: CommandStatus) async -> Bool {
        let note: AuditNote? =
            command.state.isFinal
            ? AuditNote(
                by: command.actor, "valve.outcome", "valve/\(command.valveId)", outcome: command.state.rawValue,
                requestID: command.id, details: ["cause": command.cause?.rawValue ?? ""]) : nil
        var isStored = false
        // A state that is still owed must not overtake this one, so this one takes its place.
        if desk.unstored(command.id) == nil {
            do {
                try await store(command, note)
                isStored = true
            } catch let ended as EndedElsewhere {
                await announce(ended.command)
                return false
            } catch {
                logger.error("a command's state could not be stored", metadata: ["error": "\(error)"])
            }
        }
        if !isStored { owe(command, note) }
        await announce(command)
        return isStored
    }

    /// Another server has stored the command's end, which stays.
    struct EndedElsewhere: Error { var command: CommandStatus }

    /// A state; with a final one the valve's lease is given up, unless a later command has it.
    ///
    /// - Throws: ``EndedElsewhere`` where the command is stored with another end.
    func store(_ command: CommandStatus, _ note: AuditNote?) async throws {
        let (leases, server) = (ValveLeaseRepository(ledger.database.backend), identity.id)
        let release: @Sendable (any SQLConnection) throws -> Void = { connection in
            guard command.state.isFinal else { return }
            try leases.release(valve: command.valveId, server: server, command: command.id, connection)
        }
        do {
            try await ledger.commit(note) { connection in
                guard try CommandRepository().save(command, connection) else {
                    let ended = try CommandRepository().find(id: command.id, connection)
                    throw EndedElsewhere(command: ended ?? command)
                }
                try release(connection)
            }
        } catch let ended as EndedElsewhere {
            // The same end, told twice: the answer to the first storing was lost.
            if ended.command.state == command.state { return }
            logger.warning(
                "a command was ended by another server",
                metadata: ["command": "\(command.id)", "state": "\(command.state.rawValue)"])
            if command.state.isFinal { try await ledger.database.write { try release($0) } }
            throw ended
        }
    }

    private func owe(_ command: CommandStatus, _ note: AuditNote?) {
        desk.owe(command, note)
        guard storing == nil else { return }
        storing = Task { [weak self] in
            while !Task.isCancelled {
                do { try await Task.sleep(for: Self.storePause) } catch { return }
                guard let self, await self.storeOwed() else { return }
            }
        }
    }

    /// One attempt at what is owed; false where nothing is left.
    private func storeOwed() async -> Bool {
        for id in desk.toStore {
            guard let (command, note) = desk.entry(id) else { continue }
            do {
                try await store(command, note)
                desk.stored(command)
            } catch is EndedElsewhere {
                desk.stored(command)
            } catch {
                break
            }
        }
        if desk.toStore.isEmpty { storing = nil }
        return storing != nil
    }
}

extension MQTTError {
    /// False where the message certainly stayed here or was turned away.
    fileprivate var mayHaveLeft: Bool {
        switch self {
        case .notConnected, .overloaded, .refused, .tooLate: false
        case .linkLost, .timedOut: true
        }
    }
}
