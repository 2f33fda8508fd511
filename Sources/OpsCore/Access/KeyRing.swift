import Crypto
import Foundation

/// The keys that are accepted; immutable, so that a reload replaces it as a whole and requests in flight keep theirs.
///
/// Of each key only a salted SHA-256 is kept. It is found without scanning, through an index of HMACs under a random
/// key of this process, and then compared in constant time; so neither memory nor timing tells a key. Plain SHA-256
/// rather than a slow hash: keys are random, long and checked with every request.
public struct KeyRing: Sendable {
    struct Stored: Sendable {
        var salt: [UInt8]
        var digest: [UInt8]
        var match: KeyMatch
    }

    /// Longer texts are no keys; they are not even hashed.
    public static let maximumKeyBytes = 512

    private let indexKey: SymmetricKey
    private let index: [[UInt8]: Int]
    let stored: [Stored]
    private let adminDigests: [[UInt8]]

    /// Entries of role `admin` are admin keys: they raise a caller that shows another key as well
    /// (``caller(key:adminKey:adminFrom:)``) and are no keys by themselves. Of two entries with the same key the first
    /// counts; ``KeySources`` reports such pairs.
    public init(_ entries: [KeyEntry]) {
        indexKey = SymmetricKey(size: .bits256)
        var index: [[UInt8]: Int] = [:]
        var stored: [Stored] = []
        var admins: [[UInt8]] = []
        for entry in entries {
            let key = Array(entry.key.reveal().utf8)
            guard !key.isEmpty, key.count <= Self.maximumKeyBytes else { continue }
            let mac = Self.mac(key, indexKey)
            if entry.role == .admin {
                if entry.state == .active { admins.append(mac) }
            } else if index[mac] == nil {
                index[mac] = stored.count
                stored.append(Self.store(entry, key))
            }
        }
        self.index = index
        self.stored = stored
        adminDigests = admins
    }

    /// The entry that `presented` is the key of, whatever its state; nil for an unknown key.
    public func match(_ presented: String) -> KeyMatch? {
        let key = Array(presented.utf8)
        guard !key.isEmpty, key.count <= Self.maximumKeyBytes, let place = index[Self.mac(key, indexKey)] else {
            return nil
        }
        let candidate = stored[place]
        return ConstantTime.areEqual(Self.digest(key, candidate.salt), candidate.digest) ? candidate.match : nil
    }

    /// True where `presented` is an admin key.
    public func isAdminKey(_ presented: String) -> Bool {
        let key = Array(presented.utf8)
        guard key.count <= Self.maximumKeyBytes else { return false }
        let mac = Self.mac(key, indexKey)
        return adminDigests.reduce(false) { ConstantTime.areEqual(mac, $1) || $0 }
    }

    /// True where an admin key is configured.
    public var hasAdminKey: Bool { !adminDigests.isEmpty }

    /// How many keys are held, admin keys apart.
    public var keyCount: Int { stored.count }

    /// Names of all tenants with a key, sorted; operator keys are no tenants.
    public var tenantNames: [String] {
        Set(stored.filter { $0.match.role == .tenant }.map(\.match.tenant)).sorted()
    }

    /// The tenants for the pane, sorted by name; a tenant is active where one of its keys is.
    public var tenants: [TenantStatus] {
        Dictionary(grouping: stored.map(\.match).filter { $0.role == .tenant }, by: \.tenant)
            .map { name, keys in
                let states = Set(keys.map(\.state))
                let state: KeyState = states.contains(.active) ? .active : states.contains(.paused) ? .paused : .revoked
                return TenantStatus(name: name, state: state, keyCount: keys.count)
            }
            .sorted { $0.name < $1.name }
    }

    /// The first 8 hex digits of a digest of the key: tells keys apart, the same in every process.
    public static func keyId(of key: Secret) -> String {
        String(Hexadecimal.text(SHA256.hash(data: Array("opstui key id:\(key.reveal())".utf8))).prefix(8))
    }

    private static func store(_ entry: KeyEntry, _ key: [UInt8]) -> Stored {
        let salt = SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
        let match = KeyMatch(
            tenant: entry.tenant, role: entry.role, keyId: keyId(of: entry.key), source: entry.source,
            state: entry.state)
        return Stored(salt: salt, digest: digest(key, salt), match: match)
    }

    private static func digest(_ key: [UInt8], _ salt: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: salt + key))
    }

    private static func mac(_ key: [UInt8], _ indexKey: SymmetricKey) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: key, using: indexKey))
    }
}
