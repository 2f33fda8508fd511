import Foundation
import Logging
import OpsCore
import OpsStorage

/// Who callers are: keys from the environment, the `.env` file and the store, and people on the Unix socket.
///
/// The one place where keys change: HTTP, the command line and SIGHUP all come here. Each change is stored with its
/// audit row first, then the ring of keys is replaced as a whole.
actor AccessService {
    /// How often uses are stored, and other servers' changes taken in.
    static let upkeepInterval = Duration.seconds(60)

    let configuration: ServerConfiguration
    let ledger: Ledger
    private let logger: Logger
    /// Checks requests' keys without waiting for this actor.
    nonisolated let door = KeyDoor()
    private nonisolated let people: LocalPeople
    /// Of two changes at once the later one must win.
    let gate = SerialGate(limit: 64)
    private var secret = KeyIndexSecret()
    /// What environment and file said last; the store's changes do not read them again.
    private var configured: [KeyEntry] = []
    private var fileWasRead = false
    private var revision: Int64 = 0
    private var shown: (ring: KeyRing, until: WallTime, tenants: [TenantStatus], keys: Int)?

    init(
        configuration: ServerConfiguration, ledger: Ledger, logger: Logger, people: LocalPeople = LocalPeople()
    ) {
        self.configuration = configuration
        self.ledger = ledger
        self.logger = logger
        self.people = people
    }

    var now: WallTime { ledger.clock.wall }

    // MARK: Callers

    /// See ``Gatekeeper/identify(_:)``. Waits for nothing but, for a user's first connection, the account database.
    nonisolated func identify(_ credentials: Credentials) throws(Refusal) -> Caller {
        if let peer = credentials.peer { return try people.caller(peer) }
        let now = ledger.clock.wall
        let nobody = Caller.Identity.address(credentials.address)
        guard configuration.requireKeys || credentials.key != nil else {
            // Where no key is needed, the admin key needs none beside it either.
            guard let adminKey = credentials.adminKey else { return Caller(identity: nobody, role: .operator) }
            guard door.ring.isAdminKey(adminKey) else { throw Refusal(.unauthenticated, "The admin key is wrong.") }
            return Caller(identity: nobody, role: .admin, holdsAdminKey: true)
        }
        return try door.caller(key: credentials.key, adminKey: credentials.adminKey, at: now)
            ?? Caller(identity: nobody, role: nil)
    }

    /// The tenants, without their traffic.
    var tenants: [TenantStatus] { summary.tenants }
    /// Keys that have not ended.
    var keyCount: Int { summary.keys }

    /// Counted once a ring, and again when time ends a key: the panes ask every second.
    private var summary: (tenants: [TenantStatus], keys: Int) {
        let (now, ring) = (now, door.ring)
        if let shown, shown.ring === ring, now < shown.until { return (shown.tenants, shown.keys) }
        let (tenants, keys) = (ring.tenants(at: now), ring.keyCount(at: now))
        shown = (ring, ring.nextEnd(after: now) ?? WallTime(milliseconds: .max), tenants, keys)
        return (tenants, keys)
    }

    // MARK: Reading keys

    /// Reads the keys for the first time. In production any rejected key stops the start.
    func load() async throws {
        let fresh = KeyIndexSecret()
        secret = try await ledger.database.write { try KeyRepository().indexSecret(orElse: fresh, $0) }
        let found = try read(isStart: true)
        if isProduction, let first = found.rejected.first {
            throw ServerStartError("\(first.source): \(first.reason)")
        }
        for rejection in found.rejected {
            logger.warning(
                "a key was left out", metadata: ["source": "\(rejection.source)", "why": "\(rejection.reason)"])
        }
        configured = found.entries
        adopt(try await ledger.database.read(Self.rows))
    }

    /// Reads the keys anew and swaps them at once; a source that cannot be read changes nothing.
    func reload(by caller: Caller, requestID: String) async throws -> KeyReload {
        try await gate.enter()
        defer { gate.leave() }
        let found: KeySources.Result
        do {
            found = try read(isStart: false)
        } catch {
            throw Refusal(.validationFailed, "The keys were not changed: \(SafeText.clean("\(error)", limit: 300))")
        }
        report(found)
        guard !found.endsKey(of: configured) else { throw Self.refusal(of: found.rejected) }
        let (old, secret, now) = (door.ring, secret, now)
        var (result, rows) = try await ledger.database.read { connection in
            let rows = try Self.rows(connection)
            let next = KeyRing(found.entries, stored: rows.keys, secret: secret)
            return (
                KeyRing.diff(from: old, to: next, at: now, rejected: found.rejected, notes: found.notes), rows
            )
        }
        guard result.keys > 0 || !isProduction || old.records.isEmpty else {
            throw Refusal(.validationFailed, "The keys were not changed: no key would be left, in production.")
        }
        let note = AuditNote(
            by: caller.name, "keys.reload", "keys", outcome: "done", requestID: requestID,
            details: ["added": "\(result.added.count)", "removed": "\(result.removed.count)"])
        try await ledger.commit(note) { _ in }
        result.envFile = configuration.envFile.map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().path }
        configured = found.entries
        people.renew()
        adopt(rows)
        return result
    }

    /// What went wrong, to the log: who sent SIGHUP sees no answer. Names variables and reasons, never keys.
    private func report(_ found: KeySources.Result) {
        for rejection in found.rejected.prefix(50) {
            logger.warning(
                "a key is rejected", metadata: ["source": "\(rejection.source)", "why": "\(rejection.reason)"])
        }
        for note in found.notes.prefix(50) { logger.warning("keys were read", metadata: ["note": "\(note)"]) }
    }

    /// A faulty value in a working key's place is a mistake rather than the wish to end that key.
    private static func refusal(of rejected: [KeyReload.Rejection]) -> Refusal {
        let shown = rejected.prefix(5).map { "\($0.source): \($0.reason)" }.joined(separator: "; ")
        let more = rejected.count > 5 ? "; and \(rejected.count - 5) more" : ""
        return Refusal(
            .validationFailed,
            "The keys were not changed, since a key in force would end by a faulty value: \(shown)\(more).")
    }

    /// Replaces the ring by what is configured and these rows of the store.
    func adopt(_ rows: StoreRows) {
        revision = rows.revision
        door.replace(with: KeyRing(configured, stored: rows.keys, secret: secret))
    }

    /// The public id of a key that was brought along.
    func publicID(of key: Secret) -> String { secret.id(of: key) }

    var isProduction: Bool { configuration.environment == .production }

    /// What a read of the store gives.
    struct StoreRows: Sendable {
        var keys: [StoredKey]
        var revision: Int64
    }

    static func rows(_ connection: any SQLConnection) throws -> StoreRows {
        StoreRows(
            keys: try KeyRepository().all(connection),
            revision: try CounterRepository().current(KeyRepository.revision, connection))
    }

    private func read(isStart: Bool) throws -> KeySources.Result {
        var entries: [EnvEntry] = []
        var name = ".env"
        if let path = configuration.envFile, try mayRead(path, isStart: isStart) {
            name = URL(fileURLWithPath: path).lastPathComponent
            entries = try EnvFile.parse(text: try PrivateFile.read(path), file: name)
            fileWasRead = true
        }
        return KeySources.entries(
            environment: configuration.keyEnvironment, envFile: entries, envFileName: name, production: isProduction,
            inForce: configured, contents: { try PrivateFile.secret($0) })
    }

    /// A `.env` that nobody named need not be there, nor be safe to read, at the start. One that was read before and
    /// is gone is a mistake rather than the wish to remove every key.
    private func mayRead(_ path: String, isStart: Bool) throws -> Bool {
        guard PrivateFile.exists(path) else {
            if fileWasRead {
                throw ConfigurationError(place: path, reason: "is gone; an empty file would remove its keys")
            }
            return false
        }
        guard isStart, !configuration.envFileIsNamed else { return true }
        do {
            _ = try PrivateFile.read(path)
            return true
        } catch {
            logger.warning("the keys of a file were left out", metadata: ["why": "\(error)"])
            return false
        }
    }

    // MARK: Upkeep

    /// Once a minute: stores when keys were used, and takes in what other servers on the same database changed.
    func run() async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: Self.upkeepInterval) } catch { break }
            await upkeep()
        }
        // The end is told by cancelling; what was seen since the last minute is stored all the same.
        await Task { await upkeep() }.value
    }

    func upkeep() async {
        let uses = door.takeUnsaved()
        do {
            if !uses.isEmpty { try await store(uses) }
            try await followStore()
        } catch {
            door.putBack(uses)
            logger.debug("key upkeep failed", metadata: ["error": "\(error)"])
        }
    }

    private func store(_ uses: [String: WallTime]) async throws {
        let (ring, now) = (door.ring, now)
        let used = uses.compactMap { id, time in
            ring.record(id: id).map { record in
                var record = record
                record.lastUsedAt = time
                return record
            }
        }
        try await ledger.commit(nil) { try KeyRepository().noteUses(of: used, at: now, $0) }
    }

    private func followStore() async throws {
        let stored = try await ledger.database.read { try CounterRepository().current(KeyRepository.revision, $0) }
        guard stored != revision else { return }
        try await gate.enter()
        defer { gate.leave() }
        adopt(try await ledger.database.read(Self.rows))
    }
}
