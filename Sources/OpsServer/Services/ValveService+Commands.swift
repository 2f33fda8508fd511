import Crypto
import Foundation
import Logging
import OpsCore
import OpsMQTT
import OpsStorage

/// Commands: checked, made durable with their audit row, then driven by ``CommandRun``.
extension ValveService {
    static let publishPatience = Duration.seconds(3)

    /// See ``Operations/actuate(valve:_:idempotencyKey:by:requestID:)``.
    func actuate(
        valve id: String, _ request: ActuationRequest, idempotencyKey: String?, by caller: Caller, requestID: String
    ) async throws -> CommandStatus {
        let key = try Self.commandID(idempotencyKey)
        let digest = Self.digest(id, request)
        if let known = try await replay(key, digest) { return known }
        guard book.models[id] != nil else {
            throw Refusal(.resourceNotFound, "There is no valve \(SafeText.clean(id, limit: 64))")
        }
        // From here to the reservation nothing waits, so two callers cannot both pass.
        if let refusal = await gate(id, request, ignoring: nil) {
            try await noteRefused(id, request, refusal, by: caller, requestID: requestID)
            throw refusal
        }
        try await reserve(id, for: request.action)
        defer { release(id) }
        return try await begin(id, request, key: key, digest: digest, by: caller, requestID: requestID)
    }

    /// The command once it is final or unknown, or as it is after `timeout`.
    func outcome(of id: String, within timeout: Duration) async throws -> CommandStatus {
        let stream = await bus.stream(after: nil)
        let current = try await command(id: id)
        if current.state.isFinal || current.state == .unknown { return current }
        return await withTaskGroup(of: CommandStatus?.self) { group in
            group.addTask {
                for await change in stream.changes {
                    guard case .command(let command) = change.change, command.id == id else { continue }
                    if command.state.isFinal || command.state == .unknown { return command }
                }
                return nil
            }
            group.addTask {
                try? await Task.sleep(for: timeout)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            if let first { return first }
            return (try? await self.command(id: id)) ?? current
        }
    }

    func command(id: String) async throws -> CommandStatus {
        guard let found = try await ledger.database.read({ try CommandRepository().find(id: id, $0) }) else {
            throw Refusal(.resourceNotFound, "There is no command \(SafeText.clean(id, limit: 64))")
        }
        return found
    }

    /// Takes up what was under way when the server last stopped: unknown until telemetry settles it.
    func restore() async throws {
        let open = try await ledger.database.read { try CommandRepository().inFlight($0) }
        for command in open {
            guard let configuration = book.configurations[command.valveId] else { continue }
            let machine = OpsCore.Actuation(restoring: command, valve: configuration, at: clock.instant)
            await follow(command.valveId, machine, session: nil)
            await bus.publish(.command(machine.status))
        }
    }

    /// One command a valve is stored at a time. `stop` and `safe` wait for the one before them to be stored, so that
    /// they supersede it and never the other way round.
    private func reserve(_ id: String, for action: ValveAction) async throws {
        while !reserved.insert(id).inserted {
            guard action.isUnconditional else {
                throw Refusal(.commandInExecution, "Another command for \(id) is being stored right now")
            }
            await withCheckedContinuation { reservationWaiters[id, default: []].append($0) }
        }
    }

    private func release(_ id: String) {
        reserved.remove(id)
        for waiter in reservationWaiters.removeValue(forKey: id) ?? [] { waiter.resume() }
    }

    // MARK: Checking

    /// Every condition, as it is now. Returns without waiting where the valve has no interlock expressions.
    func gate(_ id: String, _ request: ActuationRequest, ignoring command: String?) async -> Refusal? {
        let configuration = book.configurations[id]
        var failed: [String] = []
        if let configuration, !configuration.interlocks.isEmpty { failed = await failedInterlocks(configuration) }
        guard let model = book.models[id] else { return nil }
        let running = model.status.commandId
        return ActuationGate.check(
            request,
            ActuationFacts(
                brokerConnected: session != nil, configuration: configuration, valve: model.status,
                stateIsFresh: model.isFresh(at: clock.monotonic),
                commandInFlight: running == command ? nil : running, failedInterlocks: failed))
    }

    private static func commandID(_ key: String?) throws -> String {
        guard let key else { return UUID().uuidString.lowercased() }
        guard ValveTopic.isIdentifier(key) else {
            throw Refusal(.validationFailed, "Idempotency-Key takes 1 to 64 of the characters A-Z a-z 0-9 _ . -")
        }
        return key
    }

    private static func digest(_ valve: String, _ request: ActuationRequest) -> String {
        let json = (try? OpsJSON.encoder().encode(request)) ?? Data()
        return SHA256.hash(data: Data(valve.utf8) + [0] + json).map { byte in
            let hex = String(byte, radix: 16)
            return hex.count == 1 ? "0" + hex : hex
        }.joined()
    }

    private func replay(_ key: String, _ digest: String) async throws -> CommandStatus? {
        let claim = try await ledger.database.read { try IdempotencyRepository().find(key: key, digest: digest, $0) }
        switch claim {
        case nil, .fresh: return nil
        case .replay(let id): return try await command(id: id)
        case .conflict: throw Self.conflict
        }
    }

    static let conflict = Refusal(
        .idempotencyConflict, "This idempotency key stands for another request; use a new key for a new command")

    private func noteRefused(
        _ id: String, _ request: ActuationRequest, _ refusal: Refusal, by caller: Caller, requestID: String
    ) async throws {
        let note = AuditNote(
            by: caller.name, "valve.actuate", "valve/\(id)", outcome: refusal.code.rawValue, requestID: requestID,
            details: ["action": request.action.rawValue])
        try await ledger.commit(note) { _ in }
    }

    // MARK: Running

    private func begin(
        _ id: String, _ request: ActuationRequest, key: String, digest: String, by caller: Caller, requestID: String
    ) async throws -> CommandStatus {
        guard let configuration = book.configurations[id], let basis = book.models[id]?.latest, let session else {
            throw Refusal(.deviceOffline, "The device of \(id) has not reported yet; nothing was sent")
        }
        let command = try await store(
            id, request, key: key, digest: digest, configuration, by: caller, requestID: requestID)
        if request.action.isUnconditional { await runs[id]?.settle(.supersede(by: command.id)) }
        let machine = OpsCore.Actuation(command: command, valve: configuration, basis: basis)
        let run = await follow(id, machine, session: session)
        await run.settle(.start)
        return await run.status
    }

    /// The command, its idempotency key, its epoch and its audit row, in one transaction.
    private func store(
        _ id: String, _ request: ActuationRequest, key: String, digest: String, _ configuration: ValveConfiguration,
        by caller: Caller, requestID: String
    ) async throws -> CommandStatus {
        let note = AuditNote(
            by: caller.name, "valve.actuate", "valve/\(id)", outcome: "requested", requestID: requestID,
            details: ["action": request.action.rawValue, "command": key])
        let issued = clock.wall
        let lifetime = ActuationTimers().lifetime / .seconds(1)
        let target = ActuationTarget(
            action: request.action, position: request.action == .safe ? configuration.safePosition : request.position)
        return try await ledger.commit(note) { connection in
            let claim = try IdempotencyRepository().claim(
                key: key, digest: digest, commandID: key, at: issued, connection)
            guard claim == .fresh else { throw Self.conflict }
            let command = CommandStatus(
                id: key, valveId: id, action: request.action, position: target.position, actor: caller.name,
                reason: request.reason, epoch: try CounterRepository().next(CounterRepository.commandEpoch, connection),
                issuedAt: issued, notAfter: issued.advanced(seconds: lifetime))
            try CommandRepository().save(command, connection)
            return command
        }
    }

    @discardableResult
    private func follow(_ id: String, _ machine: OpsCore.Actuation, session: UInt64?) async -> CommandRun {
        let command = machine.status
        let request = ActuationRequest(
            action: command.action, position: command.action == .position ? command.position : nil)
        let hooks = CommandRun.Hooks(
            save: { await self.save($0) },
            publish: { await self.publish($0, session: session) },
            recheck: { await self.gate(id, request, ignoring: command.id) },
            finished: { await self.finished($0) })
        let run = CommandRun(machine, hooks: hooks, clock: clock)
        runs[id] = run
        await update(id) { model, _ in model.commandInFlight(command.id) }
        return run
    }

    private func save(_ command: CommandStatus) async -> Bool {
        do {
            let note: AuditNote? =
                command.state.isFinal
                ? AuditNote(
                    by: command.actor, "valve.outcome", "valve/\(command.valveId)", outcome: command.state.rawValue,
                    requestID: command.id, details: ["cause": command.cause?.rawValue ?? ""]) : nil
            try await ledger.commit(note) { try CommandRepository().save(command, $0) }
            await bus.publish(.command(command))
            return true
        } catch {
            logger.error("a command's state could not be stored", metadata: ["error": "\(error)"])
            await bus.publish(.command(command))
            return false
        }
    }

    /// Sends in the session in which the command was asked for, and in no later one.
    private func publish(_ message: ValveCommandMessage, session: UInt64?) async -> CommandRun.PublishFailure? {
        guard let client, let session, session == self.session,
            let topic = ValveTopic(site: site, valve: message.valve, kind: .command),
            let answer = ValveTopic(site: site, valve: message.valve, kind: .acknowledgement),
            let payload = try? message.encode()
        else { return CommandRun.PublishFailure(mayHaveLeft: false) }
        do throws(MQTTError) {
            try await client.publish(
                MQTTMessage(
                    topic: topic.text, payload: payload, qos: 1, retain: false, expirySeconds: message.expirySeconds,
                    responseTopic: answer.text, correlationData: Array(message.commandID.utf8)),
                timeout: Self.publishPatience)
            return nil
        } catch {
            logger.warning("a command was not acknowledged by the broker", metadata: ["error": "\(error)"])
            let stayed = error == .notConnected || error == .overloaded
            return CommandRun.PublishFailure(mayHaveLeft: !stayed)
        }
    }

    private func finished(_ command: CommandStatus) async {
        let id = command.valveId
        guard let run = runs[id], await run.status.id == command.id else { return }
        runs[id] = nil
        await update(id) { model, _ in model.commandInFlight(nil) }
    }
}
