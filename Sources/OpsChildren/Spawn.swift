import Foundation
import Glibc

/// One `posix_spawn`: own process group, default signals, nothing inherited but the three standard files.
enum Spawn {
    /// - Throws: `ChildError.system`.
    static func start(_ launch: ChildLaunch) throws(ChildError) -> pid_t {
        let command = try launch.commandLine()
        let environment = launch.environment.map { "\($0.key)=\($0.value)" }
        closeOthersOnExec()
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        let output = launch.outputPath ?? "/dev/null"
        posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&files, 1, output, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&files, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        prepare(&attributes)
        return try run(command, environment, &files, &attributes)
    }

    /// A group of its own, so that a terminal's ^C reaches us alone; signals as a fresh program expects them.
    private static func prepare(_ attributes: inout posix_spawnattr_t) {
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = Int32(POSIX_SPAWN_SETPGROUP) | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
        posix_spawnattr_setflags(&attributes, Int16(flags))
    }

    private static func run(
        _ command: [String], _ environment: [String], _ files: inout posix_spawn_file_actions_t,
        _ attributes: inout posix_spawnattr_t
    ) throws(ChildError) -> pid_t {
        // The texts are ours until after the call: the child has its own copy of our memory.
        var words = command.map { strdup($0) } + [nil]
        var settings = environment.map { strdup($0) } + [nil]
        defer { (words + settings).forEach { free($0) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, command[0], &files, &attributes, &words, &settings)
        if code != 0 { throw SystemCall.failure("start \(command[0])", code) }
        return pid
    }

    /// A library's socket inherited by a child would stay open after we close it.
    private static func closeOthersOnExec() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in names.compactMap({ Int32($0) }) where descriptor > 2 {
            let flags = fcntl(descriptor, F_GETFD)
            if flags >= 0, flags & FD_CLOEXEC == 0 { _ = fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC) }
        }
    }
}
