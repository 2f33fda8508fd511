import Foundation
import OpsChildren
import OpsTestSupport

/// A test's own ground: a private directory for socket, state, keys, temporary files and logs. Gone with its last
/// reference.
final class Place: Sendable {
    let directory: PrivateDirectory

    init() throws { directory = try PrivateDirectory() }

    deinit {
        TestLogs.keepAll(below: path)
        directory.remove()
    }

    var path: String { directory.path }
    var socket: String { file("o.sock") }
    var state: String { file("state") }
    var envFile: String { file("keys.env") }
    var temporary: String { path }

    func file(_ name: String) -> String { directory.file(name) }

    /// What a started `opstui` gets: nothing of ours but PATH; its temporary files come here.
    func environment(_ more: [String: String] = [:]) -> [String: String] {
        var environment = ChildLaunch.plainEnvironment(home: path)
        environment["TMPDIR"] = temporary
        return environment.merging(more) { $1 }
    }

    func write(_ text: String, to name: String) throws -> String {
        try directory.write(text, to: name)
        return file(name)
    }

    func read(_ name: String) -> String { (try? String(contentsOfFile: file(name), encoding: .utf8)) ?? "" }

    /// What is left of demos: their private directories are named after their process.
    func leftBehind(by pid: pid_t) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: temporary)) ?? []
        return names.filter { $0.hasPrefix("opstui-\(pid)-") }
    }
}
