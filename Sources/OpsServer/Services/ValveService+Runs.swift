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

    /// Takes up what was under way when the server last stopped: unknown until telemetry settles it. Of several on one
    /// valve the newest is in command: it could only begin by taking over from the others.
    func restore() async throws {
        let open = try await ledger.database.read { try CommandRepository().inFlight($0) }
        for (valve, commands) in Dictionary(grouping: open, by: \.valveId).sorted(by: { $0.key < $1.key }) {
            guard let configuration = book.configurations[valve] else {
                for command in commands { await giveUp(command, "The valve is not configured any more") }
                continue
            }
            for command in commands.sorted(by: { $0.epoch < $1.epoch }) {
                await overtake(valve, by: command.id)
                let machine = OpsCore.Actuation(restoring: command, valve: configuration, at: clock.instant)
                // Only saves: nothing of an earlier life is ever sent.
                await follow(valve, machine, session: nil, stored: nil).settle(.start)
            }
        }
    }

    private func giveUp(_ command: CommandStatus, _ detail: String) async {
        var ended = command
        ended.state = .failed
        ended.detail = detail
        ended.steps.append(CommandStep(state: .failed, at: clock.wall))
        _ = await save(ended)
    }

    // MARK: Driving

    @discardableResult
    func follow(
        _ id: String, _ machine: OpsCore.Actuation, session: UInt64?, stored: CommandStatus?
    ) async -> CommandRun {
        let command = machine.status
        let request = ActuationRequest(
            action: command.action, position: command.action == .position ? command.position : nil)
        let hooks = CommandRun.Hooks(
            save: { await $0 == stored ? self.announce($0) : self.save($0) },
            publish: { await self.publish($0, by: $1, session: session) },
            recheck: { await self.gate(id, request, ignoring: command.id) },
            finished: { await self.finished($0) })
        let run = CommandRun(machine, hooks: hooks, clock: clock)
        runs[id] = run
        await update(id) { model, _ in model.commandInFlight(command.id) }
        return run
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

    /// The command under way sends nothing more, and is watched until it ends or the device names another.
    func overtake(_ id: String, by command: String) async {
        guard let former = runs.removeValue(forKey: id) else { return }
        overtaken[id, default: []].append(former)
        for run in overtaken[id, default: []] { await run.settle(.supersede(by: command)) }
        guard let all = overtaken[id], all.count > Self.overtakenLimit, let oldest = all.first else { return }
        overtaken[id]?.removeFirst()
        await oldest.abandon()
        await giveUp(await oldest.status, "Later commands took over; see where the valve is now")
    }

    // MARK: Sending

    /// Sends in the session in which the command was asked for, and in no later one; not after `deadline`; and never a
    /// select or operate of a command that another has taken over from.
    private func publish(
        _ message: ValveCommandMessage, by deadline: MonotonicTime?, session: UInt64?
    ) async -> CommandRun.PublishFailure? {
        let isCurrent = message.phase == .cancel || runs[message.valve]?.commandID == message.commandID
        guard let client, let session, session == self.session, isCurrent, let wired = wired(message) else {
            return CommandRun.PublishFailure(mayHaveLeft: false)
        }
        do throws(MQTTError) {
            try await client.publish(
                wired, timeout: Self.publishPatience, inSession: session, notAfterNanoseconds: deadline?.nanoseconds)
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
        case .requested, .accepted, .unknown, .confirmed, .rejected, .timedOut, .superseded, .failed: onCommand(command)
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
                try await ledger.commit(note) { try CommandRepository().save(command, $0) }
                isStored = true
            } catch {
                logger.error("a command's state could not be stored", metadata: ["error": "\(error)"])
            }
        }
        if !isStored { owe(command, note) }
        await announce(command)
        return isStored
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
                try await ledger.commit(note) { try CommandRepository().save(command, $0) }
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
