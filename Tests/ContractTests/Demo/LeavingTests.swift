import Foundation
import Glibc
import OpsChildren
import OpsTestSupport
import Testing

/// On every way out: no child, no directory, no socket.
@Suite(.serialized, .timeLimit(.minutes(3))) struct LeavingTests {
    @Test("The demo ends on SIGTERM, SIGINT and SIGHUP and leaves nothing", arguments: [SIGTERM, SIGINT, SIGHUP])
    func signals(_ signal: Int32) async throws {
        let place = try Place()
        let demo = try await RunningDemo.start(in: place, traffic: false)
        let children = Processes.children(of: demo.program.pid)
        #expect(children.contains(demo.brokerPID) && children.contains(demo.redisPID))
        #expect(try permissions(place.file("endpoints.json")) == 0o600)
        let exit = await demo.program.end(signal)
        #expect(exit == .status(1))
        try await eventually("the children gone") { !children.contains(where: Processes.isAlive) }
        #expect(left(in: place) == [])
    }

    @Test("After SIGKILL no child is left; the next demo removes the directory and takes the socket over")
    func killed() async throws {
        let place = try Place()
        let demo = try await RunningDemo.start(in: place, traffic: false)
        let children = Processes.children(of: demo.program.pid)
        #expect(children.count >= 2)
        await demo.program.end(SIGKILL)
        try await eventually("the children gone") { !children.contains(where: Processes.isAlive) }
        #expect(!place.leftBehind(by: demo.program.pid).isEmpty, "else this test shows nothing")
        let next = try await RunningDemo.start(in: place, traffic: false)
        #expect(place.leftBehind(by: demo.program.pid).isEmpty)
        await next.stop()
        #expect(left(in: place) == [])
    }

    @Test("A second demo on the same socket is refused, names the first, and ends nothing of it")
    func second() async throws {
        let place = try Place()
        let demo = try await RunningDemo.start(in: place, traffic: false)
        let run = try await Opstui.run(["demo", "--headless", "--socket", place.socket], in: place)
        #expect(run.status == .status(2))
        #expect(run.errors.contains("\(demo.program.pid)"))
        #expect(try await demo.status()?["schema"].text == "ops.status/1")
        await demo.stop()
    }

    /// Everything but the logs that the test itself keeps.
    private func left(in place: Place) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
        return names.filter { !$0.hasSuffix(".log") }
    }

    private func permissions(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}
