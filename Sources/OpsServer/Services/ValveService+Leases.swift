import Logging
import OpsCore
import OpsStorage

/// Which of several servers commands a valve: a lease in the database, taken with each command in the transaction that
/// stores it, prolonged while the command is under way, given up with its end.
extension ValveService {
    /// How often commands of servers that went away are looked for, where the database is shared.
    static let takeUpEvery = Duration.seconds(30)

    func holdsLease(_ valve: String) -> Bool { leases.holds(valve, at: clock.monotonic) }

    /// Nothing is sent to the valve from then on.
    func leaseEnd(_ valve: String) -> MonotonicTime? { leases.end(valve) }

    func leaseTaken(by command: CommandStatus, askedAt asked: MonotonicTime) {
        leases.granted(command.valveId, epoch: command.epoch, askedAt: asked)
    }

    func earlier(_ one: MonotonicTime?, _ other: MonotonicTime?) -> MonotonicTime? {
        guard let one, let other else { return one ?? other }
        return min(one, other)
    }

    /// The lease once more, asked of the database just before a valve may move. Nil where it is this server's.
    func prolongLease(of valve: String, for command: String, epoch: Int64) async -> Refusal? {
        do {
            let claim = try await prolong(valve, command, epoch)
            await heed(claim, on: valve, for: command)
            return claim.refusal(of: command)
        } catch {
            return Refusal(.internalError, "Whether this server may command \(valve) could not be asked; nothing moved")
        }
    }

    /// Prolongs the leases of all valves that have something under way, until none has.
    func keepLeases() {
        guard leaseKeeper == nil else { return }
        leaseKeeper = Task { [weak self] in
            while !Task.isCancelled {
                do { try await Task.sleep(for: ValveLeaseBook.renewal) } catch { return }
                guard let self, await self.prolongAll() else { return }
            }
        }
    }

    /// Whether the command of an earlier life, or of another server, is this server's to settle: nobody else has the
    /// valve, and no newer command has taken it from somebody who may still follow this one.
    ///
    /// `looksTwice`: a valve without a lease is left for once. Another server's `stop` that ended takes the lease with it,
    /// and who follows a command before that names itself again with its next prolonging.
    func mayTakeUp(_ command: CommandStatus, looksTwice: Bool = false) async -> Bool {
        do {
            let repository = ValveLeaseRepository(ledger.database.backend)
            let (now, lease) = try await ledger.database.read { connection in
                (try repository.now(connection), try repository.find(valve: command.valveId, connection))
            }
            if let lease, lease.epoch > command.epoch, lease.expiresAt > now { return false }
            if lease == nil, looksTwice, leftOnce.insert(command.id).inserted { return false }
            switch try await prolong(command.valveId, command.id, command.epoch) {
            case .taken, .passed: return true
            case .ended: return false
            case .held(let other):
                logger.notice(
                    "commands under way are left to another server",
                    metadata: ["valve": "\(command.valveId)", "server": "\(other.serverName)"])
                return false
            }
        } catch {
            // Following sends nothing: better twice than by nobody.
            return true
        }
    }

    /// Until cancelled: takes up what servers that went away have left, where others share the database.
    func takeUpOrphans() async {
        guard ledger.database.backend == .postgres else { return }
        while !Task.isCancelled {
            do { try await Task.sleep(for: Self.takeUpEvery) } catch { return }
            do { try await restore(looksTwice: true) } catch {
                logger.warning("commands of other servers could not be read", metadata: ["error": "\(error)"])
            }
        }
    }

    /// False where nothing is under way any more.
    @discardableResult
    func prolongAll() async -> Bool {
        let busy = Set(runs.keys).union(holds.keys).union(reserved.keys)
        for valve in leases.valves where !busy.contains(valve) { leases.ended(valve) }
        for valve in busy.sorted() {
            guard let (id, epoch) = newestCommand(on: valve) else { continue }
            do {
                await heed(try await prolong(valve, id, epoch), on: valve, for: id)
            } catch {
                logger.warning("a lease could not be prolonged", metadata: ["valve": "\(valve)", "error": "\(error)"])
            }
        }
        guard runs.isEmpty, holds.isEmpty else { return true }
        leaseKeeper = nil
        return false
    }

    private func newestCommand(on valve: String) -> (String, Int64)? {
        if let run = runs[valve] { return (run.commandID, run.epoch) }
        return holds[valve].map { ($0.command.id, $0.command.epoch) }
    }

    private func prolong(
        _ valve: String, _ command: String, _ epoch: Int64
    ) async throws -> ValveLeaseRepository.Claim {
        let asked = clock.monotonic
        let wanted = ValveLease(
            valveID: valve, server: identity.id, serverName: identity.name, commandID: command, epoch: epoch,
            expiresAt: clock.wall)
        let repository = ValveLeaseRepository(ledger.database.backend)
        let claim = try await ledger.database.write { connection in
            try repository.prolong(wanted, seconds: ValveLeaseBook.length / .seconds(1), connection)
        }
        if claim == .taken { leases.granted(valve, epoch: epoch, askedAt: asked) }
        return claim
    }

    /// Does what the answer about a command's lease asks for.
    private func heed(_ claim: ValveLeaseRepository.Claim, on valve: String, for command: String) async {
        switch claim {
        case .taken: break
        case .held(let other): await leaseLost(valve, to: other)
        case .passed(let newer):
            await endHold(
                of: command, on: valve, .superseded, .stateChanged,
                "Command \(newer.id) has run since; nothing was sent")
            for run in runs(on: valve) where run.epoch < newer.epoch { await run.post(.supersede(by: newer.id)) }
        case .ended:
            await endHold(
                of: command, on: valve, .failed, .stateChanged, "It was ended by another server; nothing was sent")
        }
    }

    /// Another server has command: nothing more is sent from here, and what has left is watched to its end. What was
    /// begun here after that is none of its business.
    private func leaseLost(_ valve: String, to other: ValveLease) async {
        let passed = runs(on: valve).filter { $0.epoch <= other.epoch }
        let held = holds[valve].flatMap { $0.command.epoch <= other.epoch ? $0.command.id : nil }
        leases.lost(valve, to: other.epoch)
        logger.warning(
            "another server has taken command of a valve",
            metadata: ["valve": "\(valve)", "server": "\(other.serverName)", "command": "\(other.commandID)"])
        for run in passed { await run.post(.supersede(by: other.commandID)) }
        guard let held else { return }
        await endHold(
            of: held, on: valve, .superseded, .noAccessAuthority,
            "Server \(other.serverName) took command of the valve; nothing was sent")
    }
}

extension ValveLeaseRepository.Claim {
    /// Why nothing may be sent for the command any more; nil where it may.
    fileprivate func refusal(of command: String) -> Refusal? {
        switch self {
        case .taken: nil
        case .held(let other): other.refusal
        case .passed(let newer):
            Refusal(.stateChanged, "Command \(newer.id) has begun since \(command); nothing was sent")
        case .ended: Refusal(.stateChanged, "Command \(command) was ended by another server; nothing was sent")
        }
    }
}

extension ValveLeaseRepository {
    /// Takes the valve's lease for a command that is being stored; `stop` and `safe` take it from whoever has it.
    ///
    /// - Throws: ``Refusal`` with `NO_ACCESS_AUTHORITY`, which names the server that has it.
    func take(for command: CommandStatus, by identity: ServerIdentity, _ connection: any SQLConnection) throws {
        let wanted = ValveLease(
            valveID: command.valveId, server: identity.id, serverName: identity.name, commandID: command.id,
            epoch: command.epoch, expiresAt: command.issuedAt)
        let length = ValveLeaseBook.length / .seconds(1)
        let claim = try claim(wanted, seconds: length, steals: command.action.isUnconditional, connection)
        if case .held(let other) = claim { throw other.refusal }
    }
}

extension ValveLease {
    /// What whoever asks another server is told.
    var refusal: Refusal {
        Refusal(
            .noAccessAuthority,
            "Server \(serverName) has command of \(valveID), with command \(commandID), until \(expiresAt.clock) unless "
                + "it says so again: act there; `stop` and `safe` work here too")
    }
}
