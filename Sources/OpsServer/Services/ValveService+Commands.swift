import Crypto
import Foundation
import Logging
import OpsCore
import OpsStorage

/// Commands: checked, made durable with their audit row, then driven by ``CommandRun``.
extension ValveService {
    /// See ``Operations/actuate(valve:_:idempotencyKey:by:requestID:)``.
    ///
    /// `selects` holds the valve for the caller instead of operating it at once.
    func actuate(
        valve id: String, _ request: ActuationRequest, idempotencyKey: String?, selects: Bool = false,
        by caller: Caller, requestID: String
    ) async throws -> CommandStatus {
        let key = try Self.commandID(idempotencyKey)
        let digest = Self.digest(id, request, selects: selects)
        if let known = try await replay(key, digest) { return known }
        guard book.models[id] != nil else {
            throw Refusal(.resourceNotFound, "There is no valve \(SafeText.clean(id, limit: 64))")
        }
        do {
            return try await actuateReserved(
                id, request, CommandKey(id: key, digest: digest), selects: selects, by: caller, requestID: requestID)
        } catch let refusal as Refusal {
            await noteRefused("valve.actuate", id, request.action, refusal, by: caller, requestID: requestID)
            throw refusal
        }
    }

    /// The command once it is final or unknown, or as it is after `timeout`.
    func outcome(of id: String, within timeout: Duration) async throws -> CommandStatus {
        let (outcomes, feed) = AsyncStream.makeStream(of: CommandStatus.self, bufferingPolicy: .bufferingNewest(1))
        let number = desk.wait(for: id, feed)
        defer { desk.leave(id, number) }
        let current = try await command(id: id)
        if current.isSettled { return current }
        let timer = Task {
            try? await Task.sleep(for: timeout)
            feed.finish()
        }
        defer { timer.cancel() }
        for await outcome in outcomes { return outcome }
        return (try? await command(id: id)) ?? current
    }

    func command(id: String) async throws -> CommandStatus {
        if let newer = desk.unstored(id) { return newer }
        guard let found = try await ledger.database.read({ try CommandRepository().find(id: id, $0) }) else {
            throw Refusal(.resourceNotFound, "There is no command \(SafeText.clean(id, limit: 64))")
        }
        return found
    }

    /// The newest commands, of one valve or of all, newest first.
    func commands(valve id: String?, limit: Int) async throws -> [CommandStatus] {
        try await ledger.database.read { connection in
            guard let id else { return try CommandRepository().list(limit: limit, connection) }
            return try CommandRepository().list(valve: id, limit: limit, connection)
        }.map { desk.unstored($0.id) ?? $0 }
    }

    /// An id of the caller's choosing, and what it stands for.
    struct CommandKey: Sendable {
        var id: String
        var digest: String
    }

    // MARK: Checking

    /// From the reservation to its release nobody else can begin a command on the valve: what was checked still holds
    /// when the command is stored.
    private func actuateReserved(
        _ id: String, _ request: ActuationRequest, _ key: CommandKey, selects: Bool, by caller: Caller,
        requestID: String
    ) async throws -> CommandStatus {
        let hasWaited = try await reserve(id, for: request.action, key.id)
        defer { release(id) }
        if hasWaited, let known = try await replay(key.id, key.digest) { return known }
        if let refusal = await gate(id, request, ignoring: nil, mayAwait: true) { throw refusal }
        if let refusal = await refusalOfOthers(id, request) { throw refusal }
        if let wait = try holding(id, request, selects: selects, by: caller) {
            return try await hold(id, request, key, needsSecondPerson: wait == .secondPerson, by: caller, requestID)
        }
        return try await begin(id, request, key, by: caller, requestID: requestID)
    }

    /// One command a valve is stored at a time. `stop` and `safe` wait for the one before them to be stored, so that
    /// they supersede it and never the other way round; so does the same request sent twice. True where it waited.
    func reserve(_ id: String, for action: ValveAction, _ key: String) async throws -> Bool {
        var hasWaited = false
        while let holder = reserved[id] {
            guard action.isUnconditional || holder == key, reservationWaiters[id, default: []].count < 32 else {
                throw Refusal(.commandInExecution, "Another command for \(id) is being stored right now")
            }
            hasWaited = true
            await withCheckedContinuation { reservationWaiters[id, default: []].append($0) }
        }
        reserved[id] = key
        return hasWaited
    }

    func release(_ id: String) {
        reserved[id] = nil
        for waiter in reservationWaiters.removeValue(forKey: id) ?? [] { waiter.resume() }
    }

    /// Every condition, as it is now. `mayAwait`: a second person may still be waited for.
    func gate(
        _ id: String, _ request: ActuationRequest, ignoring command: String?, confirmedBy: String? = nil,
        mayAwait: Bool = false
    ) async -> Refusal? {
        let configuration = book.configurations[id]
        var failed: [String] = []
        if let configuration, !configuration.interlocks.isEmpty, !request.action.isUnconditional {
            failed = await failedInterlocks(configuration)
        }
        guard let model = book.models[id] else { return nil }
        let running = model.status.commandId
        var facts = ActuationFacts(
            brokerConnected: session != nil, configuration: configuration, valve: model.status,
            stateIsFresh: model.isFresh(at: clock.monotonic),
            commandInFlight: running == command ? nil : running, failedInterlocks: failed)
        facts.hold = model.status.hold.flatMap { $0.commandId == command ? nil : $0 }
        facts.confirmedBy = confirmedBy
        facts.mayAwaitSecondPerson = mayAwait
        return ActuationGate.check(request, facts) ?? wireRefusal(id, request)
    }

    private static func commandID(_ key: String?) throws -> String {
        guard let key else { return UUID().uuidString.lowercased() }
        guard ValveTopic.isIdentifier(key) else {
            throw Refusal(.validationFailed, "Idempotency-Key takes 1 to 64 of the characters A-Z a-z 0-9 _ . -")
        }
        return key
    }

    private static func digest(_ valve: String, _ request: ActuationRequest, selects: Bool) -> String {
        let json = (try? OpsJSON.encoder().encode(request)) ?? Data()
        let kind = Data((selects ? "select" : "").utf8)
        return Hexadecimal.text(SHA256.hash(data: Data(valve.utf8) + [0] + json + kind))
    }

    private func replay(_ key: String, _ digest: String) async throws -> CommandStatus? {
        let claim = try await ledger.database.read { try IdempotencyRepository().find(key: key, digest: digest, $0) }
        switch claim {
        case nil, .fresh: return nil
        case .replay(let id): return try await command(id: id)
        case .conflict: throw Self.conflict
        }
    }

    private static let conflict = Refusal(
        .idempotencyConflict, "This idempotency key stands for another request; use a new key for a new command")

    /// A refusal changes nothing, so it is given even where its audit row cannot be stored.
    func noteRefused(
        _ what: String, _ id: String, _ action: ValveAction, _ refusal: Refusal, by caller: Caller, requestID: String
    ) async {
        let key = "\(caller.name) \(id) \(what) \(action.rawValue) \(refusal.code.rawValue)"
        guard let leftOut = refusals.admit(key, at: clock.monotonic) else { return }
        var details = ["action": action.rawValue]
        if leftOut > 0 { details["repeated"] = "\(leftOut)" }
        let note = AuditNote(
            by: caller.name, what, "valve/\(id)", outcome: refusal.code.rawValue, requestID: requestID,
            details: details)
        do {
            try await ledger.commit(note) { _ in }
        } catch {
            logger.error(
                "a refusal could not be audited", metadata: ["valve": "\(id)", "code": "\(refusal.code.rawValue)"])
        }
    }

    // MARK: Beginning

    private func begin(
        _ id: String, _ request: ActuationRequest, _ key: CommandKey, by caller: Caller, requestID: String
    ) async throws -> CommandStatus {
        guard let configuration = book.configurations[id], let basis = book.models[id]?.latest, let session else {
            throw Refusal(.deviceOffline, "The device of \(id) has not reported yet; nothing was sent")
        }
        let draft = draft(id, request, key, configuration, boot: basis.bootID, by: caller)
        guard let command = try await store(draft, key, requestID: requestID) else {
            return try await self.command(id: key.id)
        }
        // In memory alone: what a `stop` takes over from is stored once it is on its way.
        let dropped = request.action.isUnconditional ? await drop(on: id) : nil
        if request.action.isUnconditional { setAside(id) }
        let machine = OpsCore.Actuation(
            command: command, valve: paced(configuration, to: command.position), basis: basis,
            timers: timers(of: configuration))
        let run = await follow(id, machine, session: session, stored: command)
        await run.settle(.start)
        if request.action.isUnconditional { await tellOvertaken(id, by: command) }
        if let dropped {
            let detail = "Command \(command.id) took over; nothing was sent"
            _ = await save(dropped.ended(.superseded, nil, detail, at: clock.wall))
        }
        return await run.status
    }

    /// The command before it has an epoch.
    func draft(
        _ id: String, _ request: ActuationRequest, _ key: CommandKey, _ configuration: ValveConfiguration,
        boot: String, by caller: Caller
    ) -> CommandStatus {
        let issued = clock.wall
        let target = ActuationTarget(
            action: request.action, position: request.action == .safe ? configuration.safePosition : request.position)
        var command = CommandStatus(
            id: key.id, valveId: id, action: request.action, position: target.position, actor: caller.name,
            reason: request.reason, epoch: 0, issuedAt: issued,
            notAfter: issued.advanced(seconds: timers.lifetime / .seconds(1)))
        command.bootId = boot
        command.server = identity.name
        return command
    }

    /// The command, its idempotency key, its epoch, the valve's lease and the audit row, in one transaction. Nil where
    /// another server on the same database has taken the same request meanwhile.
    func store(_ draft: CommandStatus, _ key: CommandKey, requestID: String) async throws -> CommandStatus? {
        let note = AuditNote(
            by: draft.actor, "valve.actuate", "valve/\(draft.valveId)", outcome: draft.state.rawValue,
            requestID: requestID, details: ["action": draft.action.rawValue, "command": key.id])
        let (leases, identity, asked) = (ValveLeaseRepository(ledger.database.backend), identity, clock.monotonic)
        let heard = heardEpoch
        do {
            let stored = try await ledger.commit(note) { connection in
                let claim = try IdempotencyRepository().claim(
                    key: key.id, digest: key.digest, commandID: key.id, at: draft.issuedAt, connection)
                if case .replay = claim { throw AlreadyBegun() }
                // The key may have been forgotten, its command not: history is not written over.
                let isNew = try CommandRepository().find(id: key.id, connection) == nil
                guard claim == .fresh, isNew else { throw Self.conflict }
                var command = draft
                command.epoch = try Self.nextEpoch(above: heard, connection)
                try leases.take(for: command, by: identity, connection)
                try CommandRepository().save(command, connection)
                return command
            }
            leaseTaken(by: stored, askedAt: asked)
            return stored
        } catch is AlreadyBegun {
            return nil
        }
    }

    private struct AlreadyBegun: Error {}
}
