import Foundation
import Glibc

/// A pseudo-terminal in the test's own process: the session lives on its one side, the test types and reads on the other.
///
/// Invariant for `@unchecked Sendable`: `output` is touched only inside `lock`; the rest never changes.
final class TestTerminal: @unchecked Sendable {
    /// The session's side, and the path at which another process can open it.
    let side: Int32
    let path: String
    private let main: Int32
    private let lock = NSLock()
    private var output: [UInt8] = []
    private var isPaused = false

    struct Failure: Error { let operation: String }

    init(columns: Int = 40, rows: Int = 10) throws {
        var (main, side): (Int32, Int32) = (0, 0)
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        var name = [CChar](repeating: 0, count: 128)
        guard openpty(&main, &side, &name, nil, &size) == 0 else { throw Failure(operation: "openpty") }
        _ = fcntl(main, F_SETFD, FD_CLOEXEC)
        _ = fcntl(side, F_SETFD, FD_CLOEXEC)
        self.main = main
        self.side = side
        path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let descriptor = main
        let thread = Thread { [weak self] in
            var space = [UInt8](repeating: 0, count: 16 << 10)
            while true {
                var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                guard poll(&watched, 1, 50) >= 0 || errno == EINTR else { return }
                guard let self else { return }
                if watched.revents == 0 || self.paused { continue }
                let count = read(descriptor, &space, space.count)
                if count <= 0 { return }
                self.lock.withLock { self.output += space[..<count] }
            }
        }
        thread.start()
    }

    deinit {
        close(side)
        close(main)
    }

    var bytes: [UInt8] { lock.withLock { output } }
    var text: String { String(decoding: bytes, as: UTF8.self) }
    /// While true the terminal takes nothing, like a line that has stalled.
    var paused: Bool {
        get { lock.withLock { isPaused } }
        set { lock.withLock { isPaused = newValue } }
    }

    func type(_ keys: String) {
        let bytes = Array(keys.utf8)
        _ = write(main, bytes, bytes.count)
    }

    func resize(columns: Int, rows: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(main, UInt(TIOCSWINSZ), &size)
    }

    /// The line's modes, as the kernel keeps them (its `struct termios` is 36 bytes).
    func modes() -> [UInt8] {
        var modes = [UInt8](repeating: 0, count: 64)
        _ = ioctl(main, UInt(TCGETS), &modes)
        return modes
    }
}
