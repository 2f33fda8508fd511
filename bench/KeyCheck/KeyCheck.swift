import CHeap
import Foundation
import OpsCore

/// Measures the check of a request's key, as the server does it with each request: prints, never judges.
///
/// `bench/keys [COUNT]`: COUNT checks (1,000,000) a kind of key in a ring of 10,000 keys. Heap and
/// resident memory are taken before and after: neither may grow with the count.
@main
enum KeyCheck {
    static let ringSize = 10_000

    static func main() {
        let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000
        let (door, kinds) = ground()
        print("\(count) checks each, ring of \(ringSize) keys")
        for (name, keys, adminKey) in kinds {
            // The first round fills what is kept: the noted uses, the allocator's own caches.
            check(door, keys, adminKey, min(count, 2 * ringSize))
            let before = Memory.now
            let (start, processor) = (ContinuousClock.now, clock())
            check(door, keys, adminKey, count)
            let (time, used) = (ContinuousClock.now - start, clock() - processor)
            let after = Memory.now
            let wall = time / .microseconds(1) / Double(count)
            // The processor's own time: on a busy machine the wall clock also counts other programs.
            let each = Double(used) * 1_000_000 / Double(CLOCKS_PER_SEC) / Double(count)
            print(
                String(
                    format: "%@ %6.2f µs each (%.2f by the wall)   heap %+d bytes   resident %+d KiB",
                    name.padding(toLength: 28, withPad: " ", startingAt: 0), each, wall,
                    after.heapBytes - before.heapBytes, after.residentKiB - before.residentKiB))
        }
    }

    private static func check(_ door: KeyDoor, _ keys: [String], _ adminKey: String?, _ count: Int) {
        var place = 0
        for number in 0..<count {
            // A request a millisecond of a made-up clock, so that uses are noted as they would be.
            let now = WallTime(milliseconds: 1_790_000_000_000 + Int64(number))
            _ = try? door.caller(key: keys[place], adminKey: adminKey, at: now)
            place = place + 1 == keys.count ? 0 : place + 1
        }
    }

    /// Half the ring configured, half in the store; of each kind of key a hundred to ask with.
    private static func ground() -> (KeyDoor, [(String, [String], String?)]) {
        let configured = (0..<ringSize / 2).map { "configured-key-\($0)-0123456789abcdef" }
        var entries = configured.enumerated().map {
            KeyEntry(tenant: "t\($0.offset % 100)", role: .tenant, key: Secret($0.element), source: ".env")
        }
        let adminKey = "the-admin-key-0123456789"
        entries.append(KeyEntry(tenant: "admin", role: .admin, key: Secret(adminKey), source: ".env"))
        let stored = (0..<ringSize / 2).map { _ in KeyText.make() }
        let rows = stored.map { id, key in
            StoredKey(
                record: KeyRecord(id: id, holder: "s", scope: .operator, source: KeyRecord.storeSource),
                seal: KeySeal(of: key))
        }
        let door = KeyDoor()
        door.replace(with: KeyRing(entries, stored: rows))
        let made = stored.prefix(100).map { $0.key.reveal() }
        return (
            door,
            [
                ("configured key", Array(configured.prefix(100)), nil), ("key of the store", made, nil),
                ("key and admin key", made, adminKey),
                ("unknown key", (0..<100).map { "unknown-key-\($0)-0123456789abcdef" }, nil),
            ]
        )
    }
}

/// What this process holds.
struct Memory {
    /// Bytes that the allocator has handed out (mallinfo2).
    var heapBytes: Int
    /// Kilobytes of RAM (proc(5), statm).
    var residentKiB: Int

    static var now: Memory {
        let statm = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = statm.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return Memory(heapBytes: Int(cheap_bytes_in_use()), residentKiB: pages * Int(getpagesize()) / 1024)
    }
}
