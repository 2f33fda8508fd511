import Crypto

/// A key of the store: what is known of it, and its seal.
public struct StoredKey: Equatable, Sendable {
    public var record: KeyRecord
    /// Nil for a row that only overrides what is known of a configured key.
    public var seal: KeySeal?

    public init(record: KeyRecord, seal: KeySeal?) {
        self.record = record
        self.seal = seal
    }
}

/// The keys that are accepted; immutable, so that a reload replaces it as a whole and requests in flight keep theirs.
///
/// Of each key only its ``KeySeal`` is kept. It is found without scanning: by the public id in its text, else through
/// an index of HMACs; and then compared in constant time.
public final class KeyRing: Sendable {
    struct Slot: Sendable {
        var record: KeyRecord
        var seal: KeySeal
    }

    /// Longer texts are no keys; they are not even hashed.
    public static let maximumKeyBytes = 512

    /// Under which the keys are indexed.
    public let secret: KeyIndexSecret
    private let slots: [Slot]
    private let byCode: [HMAC<SHA256>.MAC: Int]
    private let byID: [String: Int]
    let adminCodes: [HMAC<SHA256>.MAC]
    /// Variables that set a key which the store holds for somebody else; they take over nothing.
    let displaced: [String]

    /// Entries of role `admin` are admin keys: they count beside another key (``caller(key:adminKey:at:)``) and are no
    /// keys by themselves. Of two entries with the same key the first counts; ``KeySources`` reports such pairs.
    /// `stored` holds the keys of the store, and what it overrides of configured keys: their state, the end of their
    /// grace, their last use.
    public init(_ entries: [KeyEntry], stored: [StoredKey] = [], secret: KeyIndexSecret = KeyIndexSecret()) {
        self.secret = secret
        var overrides: [String: KeyRecord] = [:]
        for row in stored where row.seal == nil { overrides[row.record.id] = row.record }
        let owners = Dictionary(
            stored.filter { $0.seal != nil }.map { ($0.record.id, $0.record) }, uniquingKeysWith: { first, _ in first })
        var displaced: [String] = []
        var slots: [Slot] = []
        var byCode: [HMAC<SHA256>.MAC: Int] = [:]
        var byID: [String: Int] = [:]
        var admins: [HMAC<SHA256>.MAC] = []
        for entry in entries where Self.mayBeKey(entry.key.reveal()) {
            let code = secret.code(of: entry.key.reveal())
            guard entry.role != .admin else {
                if entry.state == .active { admins.append(code) }
                continue
            }
            guard byCode[code] == nil else { continue }
            let record = Self.record(of: entry, KeyIndexSecret.id(code), overrides)
            if let owner = owners[record.id], owner.holder != record.holder || owner.scope != record.scope {
                displaced.append(entry.variable ?? entry.source)
                continue
            }
            byCode[code] = slots.count
            byID[record.id] = slots.count
            slots.append(Slot(record: record, seal: KeySeal(of: entry.key)))
        }
        for row in stored {
            guard let seal = row.seal, byID[row.record.id] == nil else { continue }
            byID[row.record.id] = slots.count
            slots.append(Slot(record: row.record, seal: seal))
        }
        self.slots = slots
        self.displaced = displaced
        self.byCode = byCode
        self.byID = byID
        adminCodes = admins
    }

    /// The key that `presented` is, whatever its state; nil for an unknown one.
    public func match(_ presented: String) -> KeyRecord? {
        guard Self.mayBeKey(presented) else { return nil }
        if let id = KeyText.id(in: presented), let place = byID[id], slots[place].seal.fits(presented) {
            return slots[place].record
        }
        let code = secret.code(of: presented)
        guard let place = byCode[code] ?? byID[KeyIndexSecret.id(code)] else { return nil }
        return slots[place].seal.fits(presented) ? slots[place].record : nil
    }

    /// True where `presented` is an admin key.
    public func isAdminKey(_ presented: String) -> Bool {
        guard presented.utf8.count <= Self.maximumKeyBytes else { return false }
        let code = secret.code(of: presented)
        // Codes compare in constant time.
        return adminCodes.reduce(false) { $1 == code || $0 }
    }

    /// True where an admin key is configured.
    public var hasAdminKey: Bool { !adminCodes.isEmpty }

    /// The record of a public id.
    public func record(id: String) -> KeyRecord? { byID[id].map { slots[$0].record } }

    /// All records: configured keys in the order of their variables, then those of the store.
    public var records: [KeyRecord] { slots.map(\.record) }

    static func mayBeKey(_ text: String) -> Bool { !text.isEmpty && text.utf8.count <= maximumKeyBytes }

    private static func record(of entry: KeyEntry, _ id: String, _ overrides: [String: KeyRecord]) -> KeyRecord {
        var record = KeyRecord(
            id: id, holder: entry.tenant, scope: entry.role, source: entry.source, state: entry.state)
        record.variable = entry.variable
        record.graceUntil = entry.graceUntil
        guard let override = overrides[id] else { return record }
        if override.state != .active { record.state = override.state }
        if let grace = override.graceUntil { record.graceUntil = min(grace, entry.graceUntil ?? grace) }
        record.lastUsedAt = override.lastUsedAt
        record.successorID = override.successorID
        return record
    }
}
