import Foundation
import Glibc
import OpsChildren

/// A terminal made of nothing: a program runs on its one side, a test types and reads on the other.
///
/// Invariant for `@unchecked Sendable`: `output` is touched only inside `lock`; the rest never changes.
public final class PseudoTerminal: @unchecked Sendable {
    /// The process id of the program on the terminal.
    public let pid: pid_t
    private let main: Int32
    private let lock = NSLock()
    private var output: [UInt8] = []
    private var exitStatus: Int32?

    private static let limit = 8 << 20

    private init(pid: pid_t, main: Int32) {
        self.pid = pid
        self.main = main
    }

    deinit {
        if status == nil { kill(pid, SIGKILL) }
    }

    /// Starts a program with the terminal as its standard files and its controlling terminal.
    ///
    /// - Parameters:
    ///   - command: a path and its arguments.
    ///   - environment: the whole environment, without TERM.
    public static func start(
        _ command: [String], term: String = "xterm-256color", columns: Int = 120, rows: Int = 36,
        environment: [String: String] = ChildLaunch.plainEnvironment(home: "/tmp")
    ) throws -> PseudoTerminal {
        var (main, side): (Int32, Int32) = (0, 0)
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        var name = [CChar](repeating: 0, count: 128)
        guard openpty(&main, &side, &name, nil, &size) == 0 else { throw Failure(operation: "openpty", code: errno) }
        _ = fcntl(main, F_SETFD, FD_CLOEXEC)
        _ = fcntl(side, F_SETFD, FD_CLOEXEC)
        defer { close(side) }
        var environment = environment
        environment["TERM"] = term
        let path = name.withUnsafeBufferPointer {
            String(decoding: $0.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        }
        let pid = try PseudoTerminalLaunch.start(command, environment, path)
        let terminal = PseudoTerminal(pid: pid, main: main)
        terminal.startReading()
        return terminal
    }

    /// An operation that the system refused.
    public struct Failure: Error, CustomStringConvertible {
        let operation: String
        let code: Int32
        public var description: String { "\(operation): \(String(cString: strerror(code)))" }
    }

    /// All bytes so far, the newest 8 MiB, as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// All bytes so far, the newest 8 MiB.
    public var bytes: [UInt8] { lock.withLock { output } }

    /// The wait status of the program, once it has ended.
    public var status: Int32? { lock.withLock { exitStatus } }

    /// Types.
    public func write(_ keys: String) {
        var rest = Array(keys.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(main, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Changes the size; the program gets SIGWINCH.
    public func resize(columns: Int, rows: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(main, UInt(TIOCSWINSZ), &size)
    }

    /// Waits until the output holds a text, and returns the whole output. What fails ends with what was shown last.
    @discardableResult
    public func waitFor(_ needle: String, within limit: Duration = .seconds(10)) async throws -> String {
        do {
            try await eventually(within: limit, "the terminal showing \(needle)") { text.contains(needle) }
        } catch let error as NeverHeld {
            throw NeverHeld(description: "\(error); last: \(String(text.suffix(400)).debugDescription)")
        }
        return text
    }

    /// Waits until the program has ended, and returns its exit status; minus the signal that ended it.
    public func waitForEnd(within limit: Duration = .seconds(10)) async throws -> Int32 {
        try await eventually(within: limit, "the end of the program") { status != nil }
        let word = status ?? 0
        return word & 0x7f == 0 ? (word >> 8) & 0xff : -(word & 0x7f)
    }

    /// Sends the program a signal.
    public func signal(_ number: Int32) {
        lock.withLock { if exitStatus == nil { kill(pid, number) } }
    }

    /// Ends the program at once; harmless when repeated.
    public func stop() { signal(SIGKILL) }

    /// A thread reads until the program's side is closed, then reaps the program. It holds no reference while it
    /// blocks, so that a forgotten terminal ends its program.
    private func startReading() {
        let (main, pid) = (main, pid)
        let thread = Thread { [weak self] in
            var space = [UInt8](repeating: 0, count: 16 << 10)
            while true {
                let count = read(main, &space, space.count)
                if count < 0 && errno == EINTR { continue }
                if count <= 0 { break }
                self?.append(space[..<count])
            }
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
            self?.lock.withLock { self?.exitStatus = status }
            close(main)
        }
        thread.stackSize = 256 << 10
        thread.start()
    }

    private func append(_ bytes: ArraySlice<UInt8>) {
        lock.withLock {
            output += bytes
            if output.count > Self.limit { output.removeFirst(output.count - Self.limit) }
        }
    }
}
