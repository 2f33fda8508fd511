import CNcurses
import Glibc

/// Holds standard error back while curses owns the screen, where it would otherwise be written across it.
///
/// The text goes to a file in memory of fixed size; `finish()` shows it, and after a crash the restore handler does.
struct StandardErrorCapture: Sendable {
    private static let limit = 65_536

    /// The file in memory.
    let captured: Int32
    /// A copy of the real standard error.
    let original: Int32

    /// Starts to capture; nil when standard error does not go to a terminal, or the system refuses: then it stays as it is.
    init?() {
        guard isatty(STDERR_FILENO) == 1 else { return nil }
        let original = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
        guard original >= 0 else { return nil }
        let captured = ops_capture_file(Self.limit)
        guard captured >= 0 else {
            close(original)
            return nil
        }
        guard dup2(captured, STDERR_FILENO) >= 0 else {
            close(original)
            close(captured)
            return nil
        }
        self.captured = captured
        self.original = original
    }

    /// Ends the capture and shows what was held back.
    func finish() {
        dup2(original, STDERR_FILENO)
        ops_capture_replay(captured, STDERR_FILENO)
        close(captured)
        close(original)
    }
}
