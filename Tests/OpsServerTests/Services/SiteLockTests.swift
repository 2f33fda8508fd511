import Foundation
import OpsChildren
import OpsTestSupport
import Testing

@testable import OpsServer

@Suite struct SiteLockTests {
    static func with(_ body: (String) async throws -> Void) async throws {
        let directory = try OpsChildren.PrivateDirectory()
        defer { directory.remove() }
        try await body(directory.file("opstui.sock"))
    }

    static func holder(_ socket: String) -> SiteLock.Failure? {
        do {
            try SiteLock.acquire(besideSocket: socket).release()
            return nil
        } catch {
            return error
        }
    }

    @Test func onlyOneHoldsIt() async throws {
        try await Self.with { socket in
            let lock = try SiteLock.acquire(besideSocket: socket)
            #expect(Self.holder(socket) == .held(pid: getpid()))
            lock.release()
            lock.release()
            #expect(Self.holder(socket) == nil)
            #expect(!FileManager.default.fileExists(atPath: socket + ".lock"))
        }
    }

    @Test func aKilledHolderFreesIt() async throws {
        try await Self.with { socket in
            // Another process that takes the same lock by the same call.
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
            process.arguments = [
                "--no-fork", "--exclusive", socket + ".lock", "/bin/sh", "-c", "touch '\(socket).held'; exec sleep 600",
            ]
            try process.run()
            // The mark, and not a try at the lock: that would take and remove the file under the other's hands.
            try await eventually("it is held") { FileManager.default.fileExists(atPath: socket + ".held") }
            #expect(Self.holder(socket) == .held(pid: nil))
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            #expect(Self.holder(socket) == nil)
        }
    }

    @Test func aFileOfSomebodyElseIsLeftAlone() async throws {
        try await Self.with { socket in
            let first = try SiteLock.acquire(besideSocket: socket)
            unlink(socket + ".lock")
            let second = try SiteLock.acquire(besideSocket: socket)
            first.release()
            // The second one's file is still there, and still locked.
            #expect(Self.holder(socket) == .held(pid: getpid()))
            second.release()
        }
    }

    @Test func manyAtOnceNeverHoldItTogether() async throws {
        try await Self.with { socket in
            let inside = Guarded((now: 0, most: 0, turns: 0))
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<200 {
                            guard let lock = try? SiteLock.acquire(besideSocket: socket) else {
                                await Task.yield()
                                continue
                            }
                            inside.with { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.turns + 1) }
                            await Task.yield()
                            inside.with { $0.now -= 1 }
                            lock.release()
                        }
                    }
                }
            }
            #expect(inside.value.most == 1)
            #expect(inside.value.turns > 0)
        }
    }
}
