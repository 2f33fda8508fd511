import Glibc

/// Starts a program as the leader of a session whose terminal is a given one.
enum PseudoTerminalLaunch {
    /// POSIX_SPAWN_SETSID of glibc's <spawn.h>, which Swift does not import.
    private static let newSession: Int16 = 0x80

    static func start(_ command: [String], _ environment: [String: String], _ terminal: String) throws -> pid_t {
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        // A session leader's first terminal becomes its controlling one.
        posix_spawn_file_actions_addopen(&files, 0, terminal, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&files, 0, 1)
        posix_spawn_file_actions_adddup2(&files, 0, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        let masks = Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF)
        posix_spawnattr_setflags(&attributes, newSession | masks)
        // The texts are ours until after the call: the child has its own copy of our memory.
        var words = command.map { strdup($0) } + [nil]
        var settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + settings).forEach { free($0) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, command[0], &files, &attributes, &words, &settings)
        guard code == 0 else { throw PseudoTerminal.Failure(operation: "start \(command[0])", code: code) }
        return pid
    }
}
