import OpsCore
import Testing

@Suite struct KeyDoorTests {
    private static let now = WallTime(milliseconds: 1_790_000_000_000)

    private static func door() -> (KeyDoor, KeyIndexSecret) {
        let (door, secret) = (KeyDoor(), KeyIndexSecret())
        door.replace(
            with: KeyRing(
                [
                    KeyEntry(tenant: "acme", role: .tenant, key: Secret("key-a"), source: ".env"),
                    KeyEntry(tenant: "globex", role: .tenant, key: Secret("key-b"), source: ".env"),
                ], secret: secret))
        return (door, secret)
    }

    @Test func aUseIsNotedOnceAMinuteAKey() throws {
        let (door, secret) = Self.door()
        let id = secret.id(of: Secret("key-a"))
        for seconds in [0, 1, 30, 59.9] {
            _ = try door.caller(key: "key-a", adminKey: nil, at: Self.now.advanced(seconds: seconds))
        }
        #expect(door.takeUnsaved() == [id: Self.now])
        #expect(door.takeUnsaved().isEmpty)
        let later = Self.now.advanced(seconds: 60)
        _ = try door.caller(key: "key-a", adminKey: nil, at: later)
        #expect(door.takeUnsaved() == [id: later])
        #expect(door.lastUse(of: id) == later)
        // A clock that was put back must not keep uses from being noted.
        _ = try door.caller(key: "key-a", adminKey: nil, at: Self.now)
        #expect(door.takeUnsaved() == [id: Self.now])
    }

    @Test func unknownKeysAndRefusedOnesLeaveNoTrace() {
        let (door, _) = Self.door()
        for number in 0..<100 {
            #expect(throws: Refusal.self) { try door.caller(key: "x\(number)", adminKey: nil, at: Self.now) }
        }
        #expect(throws: Refusal.self) { try door.caller(key: "key-a", adminKey: "no", at: Self.now) }
        #expect(door.takeUnsaved().isEmpty)
    }

    @Test func whatCouldNotBeStoredComesBackUnlessItsKeyIsGone() throws {
        let (door, secret) = Self.door()
        _ = try door.caller(key: "key-a", adminKey: nil, at: Self.now)
        _ = try door.caller(key: "key-b", adminKey: nil, at: Self.now)
        let uses = door.takeUnsaved()
        door.replace(
            with: KeyRing(
                [KeyEntry(tenant: "globex", role: .tenant, key: Secret("key-b"), source: ".env")], secret: secret))
        door.putBack(uses)
        #expect(door.takeUnsaved() == [secret.id(of: Secret("key-b")): Self.now])
        #expect(throws: Refusal.self) { try door.caller(key: "key-a", adminKey: nil, at: Self.now) }
    }

    /// Requests on many threads while the ring is replaced again and again: each finds one ring or the other, whole.
    @Test func aReplacementIsWholeForEverybody() async throws {
        let (door, secret) = Self.door()
        let rings = ["acme", "other"].map { holder in
            KeyRing(
                [
                    KeyEntry(tenant: holder, role: .tenant, key: Secret("key-a"), source: ".env"),
                    KeyEntry(tenant: holder, role: .tenant, key: Secret("key-c"), source: ".env"),
                ], secret: secret)
        }
        door.replace(with: rings[0])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<500 {
                        let ring = door.ring
                        #expect(ring.match("key-a")?.holder == ring.match("key-c")?.holder)
                        _ = try door.caller(key: "key-a", adminKey: nil, at: Self.now)
                    }
                }
            }
            for turn in 0..<500 { door.replace(with: rings[turn % 2]) }
            try await group.waitForAll()
        }
    }
}
