import Foundation
import Glibc
import Testing

@testable import OpsChildren

@Suite struct PrivateDirectoryTests {
    @Test func onlyWeCanEnterAndReadIt() throws {
        let directory = try PrivateDirectory()
        defer { directory.remove() }
        try directory.write("text", to: "file")
        var status = stat()
        #expect(stat(directory.path, &status) == 0 && status.st_mode & 0o777 == 0o700)
        #expect(stat(directory.file("file"), &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(try String(contentsOfFile: directory.file("file"), encoding: .utf8) == "text")
        directory.remove()
        #expect(!FileManager.default.fileExists(atPath: directory.path))
    }

    @Test(arguments: [
        ("opstui-4242-abc", true, true), ("opstui-4242-abc", false, false), ("opstui-1-abc", true, false),
        ("opstui-x-abc", true, false), ("opstui-4242", true, false), ("other-4242-abc", true, false),
        ("opstui-4242-abc-d", true, false),
    ])
    func onlyTheDeadsDirectoriesAreStale(name: String, dead: Bool, stale: Bool) {
        #expect(PrivateDirectory.isStale(name) { _ in dead } == stale)
    }

    @Test func sweepingTakesTheDeadsAndLeavesOurs() async throws {
        let base = try PrivateDirectory()
        defer { base.remove() }
        let ours = try PrivateDirectory(in: base.path)
        let child = try await ChildProcess.spawn(ChildLaunch(program: "/bin/sh", arguments: ["-c", "exit 0"]))
        _ = await child.exited
        let left = base.file("opstui-\(child.pid)-left")
        try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: false)
        #expect(PrivateDirectory.sweep(base.path) == [left])
        #expect(FileManager.default.fileExists(atPath: ours.path))
        #expect(!FileManager.default.fileExists(atPath: left))
    }
}
