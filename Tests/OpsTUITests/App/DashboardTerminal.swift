import Foundation
import Glibc
import OpsTerminal

/// A terminal in the test's own process for a running dashboard: the test types and reads on its other side.
///
/// Invariant for `@unchecked Sendable`: `output` and `isHungUp` are touched only inside `lock`.
final class DashboardTerminal: @unchecked Sendable {
    struct Failure: Error { let operation: String }

    private let main: Int32
    private let side: Int32
    private let lock = NSLock()
    private var output: [UInt8] = []
    private var isHungUp = false

    init(columns: Int, rows: Int) throws {
        var (main, side): (Int32, Int32) = (0, 0)
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&main, &side, nil, nil, &size) == 0 else { throw Failure(operation: "openpty") }
        _ = fcntl(main, F_SETFD, FD_CLOEXEC)
        _ = fcntl(side, F_SETFD, FD_CLOEXEC)
        (self.main, self.side) = (main, side)
        let descriptor = main
        let thread = Thread { [weak self] in
            var space = [UInt8](repeating: 0, count: 16 << 10)
            while let self, !self.lock.withLock({ self.isHungUp }) {
                var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                guard poll(&watched, 1, 50) > 0 else { continue }
                let count = read(descriptor, &space, space.count)
                guard count > 0 else { return }
                self.lock.withLock { self.output += space[..<count] }
            }
        }
        thread.start()
    }

    deinit {
        close(side)
        if !isHungUp { close(main) }
    }

    var environment: TerminalEnvironment {
        TerminalEnvironment(
            inputDescriptor: side, outputDescriptor: side, terminalName: "xterm-256color", localeName: "C.UTF-8")
    }

    /// All that was written, escape sequences included.
    var text: String { String(decoding: lock.withLock { output }, as: UTF8.self) }

    var byteCount: Int { lock.withLock { output.count } }

    func type(_ keys: String) {
        let bytes = Array(keys.utf8)
        _ = write(main, bytes, bytes.count)
    }

    func resize(columns: Int, rows: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(main, UInt(TIOCSWINSZ), &size)
        // Not the controlling terminal of this process: the kernel sends no signal, so the test does.
        kill(getpid(), SIGWINCH)
    }

    /// The line is cut.
    func hangUp() {
        lock.withLock { isHungUp = true }
        close(main)
    }
}
