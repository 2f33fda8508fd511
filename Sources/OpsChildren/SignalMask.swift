import Glibc

/// The signals of a thread of ours.
enum SignalMask {
    /// Leaves every signal to the process' other threads.
    static func blockAll() {
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
    }
}
