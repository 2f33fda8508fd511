import OpsCore
import OpsStorage

/// Administration of keys (CONTRACT row B3).
extension AccessService {
    /// Every key that is known, by holder; never a key nor a hash.
    func keys() -> [KeyStatus] {
        let now = now
        return door.ring.records.map { record in
            var record = record
            if let seen = door.lastUse(of: record.id) { record.lastUsedAt = max(seen, record.lastUsedAt ?? seen) }
            return record.status(at: now)
        }
        .sorted { ($0.holder, $0.id) < ($1.holder, $1.id) }
    }

    /// Makes a key, or takes the one that the caller brought; it works at once.
    func create(_ wish: KeyCreation, by caller: Caller, requestID: String) async throws -> IssuedKey {
        let holder = wish.holder.lowercased()
        guard !holder.isEmpty, holder.utf8.count <= KeyBounds.nameLength, holder.utf8.allSatisfy(Self.isNameByte)
        else { throw Refusal(.validationFailed, "`holder` must be 1 to 64 letters, digits, `_` or `-`.") }
        let scope = wish.scope ?? .tenant
        try Self.refuse(scope, above: caller)
        try await gate.enter()
        defer { gate.leave() }
        let (id, key) = try newKey(wish.key)
        var record = KeyRecord(id: id, holder: holder, scope: scope, source: KeyRecord.storeSource)
        record.createdAt = now
        record.expiresAt = try expiry(wish.expiresInSeconds)
        let stored = StoredKey(record: record, seal: KeySeal(of: key))
        let note = AuditNote(
            by: caller.name, "keys.create", "key/\(id)", outcome: "done", requestID: requestID,
            details: ["holder": holder, "scope": scope.rawValue])
        let time = now
        try await commit(note) { try KeyRepository().insert(stored, at: time, $0) }
        return IssuedKey(key: wish.key == nil ? key.reveal() : nil, status: record.status(at: time))
    }

    /// Makes a successor of the same holder and scope; the old key works until its grace is over. A configured key is
    /// succeeded by one of the store.
    func rotate(_ id: String, _ wish: KeyRotation, by caller: Caller, requestID: String) async throws -> IssuedKey {
        let grace = wish.graceSeconds ?? KeyBounds.usualGraceSeconds
        guard (0...KeyBounds.longestGraceSeconds).contains(grace) else {
            throw Refusal(.validationFailed, "`grace_seconds` must be 0 to \(KeyBounds.longestGraceSeconds).")
        }
        try await gate.enter()
        defer { gate.leave() }
        let (old, time) = (try known(id), now)
        try Self.refuse(old.scope, above: caller)
        let (nextID, key) = KeyText.make()
        let replaced = try old.applying(.replace(successor: nextID, graceSeconds: grace), at: time)
        var next = KeyRecord(id: nextID, holder: old.holder, scope: old.scope, source: KeyRecord.storeSource)
        next.createdAt = time
        next.expiresAt = try expiry(wish.expiresInSeconds) ?? Self.lifeAgain(of: old, from: time)
        let stored = StoredKey(record: next, seal: KeySeal(of: key))
        let note = AuditNote(
            by: caller.name, "keys.rotate", "key/\(id)", outcome: "done", requestID: requestID,
            details: ["holder": old.holder, "successor": nextID, "grace_seconds": "\(grace)"])
        try await commit(note) { connection in
            try KeyRepository().insert(stored, at: time, connection)
            try Self.save(replaced, at: time, connection)
        }
        return IssuedKey(
            key: key.reveal(), status: next.status(at: time), replaced: replaced.status(at: time))
    }

    /// Pauses, resumes or revokes a key, wherever it is set; what was decided survives a restart.
    func change(
        _ id: String, _ change: KeyChange, _ action: String, by caller: Caller, requestID: String
    ) async throws -> KeyStatus {
        try await gate.enter()
        defer { gate.leave() }
        let (old, time) = (try known(id), now)
        // To take a right away needs none; to give it back needs as much.
        if change == .resume { try Self.refuse(old.scope, above: caller) }
        let next = try old.applying(change, at: time)
        let note = AuditNote(
            by: caller.name, action, "key/\(id)", outcome: "done", requestID: requestID,
            details: ["holder": old.holder, "source": old.source])
        try await commit(note) { try Self.save(next, at: time, $0) }
        return next.status(at: time)
    }

    // MARK: Steps

    /// One transaction with its audit row; then the ring follows what was stored.
    private func commit(
        _ note: AuditNote, _ body: @escaping @Sendable (any SQLConnection) throws -> Void
    ) async throws {
        let rows = try await ledger.commit(note) { connection in
            try body(connection)
            _ = try CounterRepository().next(KeyRepository.revision, connection)
            return try Self.rows(connection)
        }
        adopt(rows)
    }

    private static func save(_ record: KeyRecord, at time: WallTime, _ connection: any SQLConnection) throws {
        if try KeyRepository().find(id: record.id, connection) == nil {
            try KeyRepository().insert(StoredKey(record: record, seal: nil), at: time, connection)
        } else {
            try KeyRepository().update(record, at: time, connection)
        }
    }

    private func known(_ id: String) throws(Refusal) -> KeyRecord {
        guard var record = door.ring.record(id: id) else {
            throw Refusal(
                .resourceNotFound, "There is no key \(SafeText.clean(id, limit: 64)); list them to find its id.")
        }
        if let seen = door.lastUse(of: id) { record.lastUsedAt = max(seen, record.lastUsedAt ?? seen) }
        return record
    }

    private func newKey(_ brought: String?) throws(Refusal) -> (id: String, key: Secret) {
        guard let brought else { return KeyText.make() }
        if let objection = KeyQuality.objection(to: brought, production: isProduction) {
            throw Refusal(.validationFailed, "`key` is refused: \(objection).")
        }
        guard door.ring.match(brought) == nil, !door.ring.isAdminKey(brought) else {
            throw Refusal(.stateChanged, "The same key is known already; bring another, or let the server make one.")
        }
        return (publicID(of: Secret(brought)), Secret(brought))
    }

    private func expiry(_ seconds: Int?) throws(Refusal) -> WallTime? {
        guard let seconds else { return nil }
        guard (1...KeyBounds.longestLifeSeconds).contains(seconds) else {
            throw Refusal(.validationFailed, "`expires_in_seconds` must be 1 to \(KeyBounds.longestLifeSeconds).")
        }
        return now.advanced(seconds: Double(seconds))
    }

    /// As long a life as the old key was given; nil where it was given no end.
    private static func lifeAgain(of old: KeyRecord, from now: WallTime) -> WallTime? {
        guard let created = old.createdAt, let expires = old.expiresAt else { return nil }
        return now.advanced(seconds: expires.seconds(since: created))
    }

    /// Nobody hands out more than they have: a tenant's key beside the admin key makes no operator's.
    private static func refuse(_ scope: Role, above caller: Caller) throws(Refusal) {
        guard let role = caller.role, scope <= role else {
            throw Refusal(
                .forbidden,
                "A caller of scope \(caller.role?.rawValue ?? "none") cannot hand out the scope "
                    + "\(scope.rawValue); use a key of that scope, or the server's socket.")
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
