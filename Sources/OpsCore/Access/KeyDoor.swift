import Foundation

/// Where each request's keys are checked: the present ``KeyRing`` behind a lock that is held for no longer than it
/// takes to copy a reference, and a note of when each key was last used.
///
/// `@unchecked Sendable` holds because everything mutable is read and written under `lock` alone.
public final class KeyDoor: @unchecked Sendable {
    /// A use is noted at most this often a key.
    public static let noteEveryMilliseconds: Int64 = 60_000

    private let lock = NSLock()
    private var current = KeyRing([])
    /// When each key's use was last noted; bounded by the ring's keys.
    private var noted: [String: Int64] = [:]
    private var unsaved: [String: WallTime] = [:]

    public init() {}

    /// The keys that count now.
    public var ring: KeyRing { lock.withLock { current } }

    /// Replaces the keys at once; requests in flight keep those they came in with.
    public func replace(with ring: KeyRing) {
        lock.withLock {
            current = ring
            noted = noted.filter { ring.record(id: $0.key) != nil }
            unsaved = unsaved.filter { ring.record(id: $0.key) != nil }
        }
    }

    /// As ``KeyRing/caller(key:adminKey:at:)``; the key's use is noted.
    public func caller(key: String?, adminKey: String?, at now: WallTime) throws(Refusal) -> Caller? {
        let caller = try ring.caller(key: key, adminKey: adminKey, at: now)
        if case .key(_, let id) = caller?.identity { note(id, now) }
        return caller
    }

    /// When the key was last used, as far as this process saw.
    public func lastUse(of id: String) -> WallTime? {
        lock.withLock { noted[id].map(WallTime.init(milliseconds:)) }
    }

    /// The uses that no store knows yet; they are the caller's to store, or to give back.
    public func takeUnsaved() -> [String: WallTime] {
        lock.withLock {
            defer { unsaved = [:] }
            return unsaved
        }
    }

    /// Takes back uses that could not be stored.
    public func putBack(_ uses: [String: WallTime]) {
        lock.withLock {
            for (id, time) in uses where current.record(id: id) != nil { unsaved[id] = max(time, unsaved[id] ?? time) }
        }
    }

    private func note(_ id: String, _ now: WallTime) {
        lock.withLock {
            if let last = noted[id], now.milliseconds - last < Self.noteEveryMilliseconds, now.milliseconds >= last {
                return
            }
            // A ring that replaced the caller's meanwhile may not know the key any more.
            guard current.record(id: id) != nil else { return }
            noted[id] = now.milliseconds
            unsaved[id] = now
        }
    }
}
