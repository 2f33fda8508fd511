import Glibc

/// The signal handlers as they were before curses started: it sets its own for SIGINT, SIGTERM and SIGTSTP, which would
/// end the process behind the back of whoever is in charge of its life.
struct FormerSignals {
    private let saved: [(Int32, sigaction)]

    init() {
        saved = [SIGINT, SIGTERM, SIGTSTP, SIGWINCH].map { number in
            var action = sigaction()
            sigaction(number, nil, &action)
            return (number, action)
        }
    }

    func putBack() {
        for (number, action) in saved {
            var former = action
            sigaction(number, &former, nil)
        }
    }
}
