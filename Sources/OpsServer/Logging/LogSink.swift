import Dispatch
import Foundation
import OpsCore

/// Where log lines go: an open file descriptor.
///
/// Lines are written whole and in order, by a queue of their own: whoever logs never waits for a disk or a pipe. A quiet
/// server's lines are written at once; where more than ``burst`` come within ``window``, the further ones are gathered and
/// written together, ``window`` later at the latest, earlier where ``gatheredBytes`` are reached or an error is logged.
/// What is gathered is written when the process ends; a crash under load can cost the lines of one window. Where the log
/// takes nothing any more, lines beyond ``maximumBytes`` are lost; how many, is said as soon as it takes lines again.
public final class LogSink: Sendable {
    /// Within which lines are counted, and the longest that one is held back.
    static let window = Duration.milliseconds(100)
    /// Lines of a window that are written at once.
    static let burst = 32
    /// At this size what is gathered is written.
    static let gatheredBytes = 64 << 10
    /// The most that waits to be written, and the most that is being written meanwhile.
    static let maximumBytes = 4 << 20

    private enum Plan { case none, later, now }

    private struct State {
        var descriptor: Int32
        var gathered: [UInt8] = []
        var windowStart = MonotonicTime(nanoseconds: .min / 2)
        var linesInWindow = 0
        var lost = 0
        var plan = Plan.none
    }

    private let state: Guarded<State>
    private let path: String?
    private let clock = SystemClock()
    /// The one place that writes: so lines keep their order while nobody holds a lock over a write.
    private let writer = DispatchQueue(label: "opstui.log")

    /// Writes to `descriptor`, which stays the caller's to close; standard error by default.
    public init(descriptor: Int32 = STDERR_FILENO) {
        state = Guarded(State(descriptor: descriptor))
        path = nil
        LogSinks.shared.add(self)
    }

    /// Appends to the file at `path`, which is made with mode 0600 where it is missing.
    ///
    /// - Throws: ``ConfigurationError`` where the file cannot be opened.
    public init(path: String) throws {
        state = Guarded(State(descriptor: try Self.open(path)))
        self.path = path
        LogSinks.shared.add(self)
    }

    deinit {
        write()
        if path != nil { close(state.with { $0.descriptor }) }
    }

    /// Writes what is gathered, and waits for that, but no longer than a log that takes nothing is worth.
    public func flush() {
        let written = DispatchSemaphore(value: 0)
        writer.async { [self] in
            write()
            written.signal()
        }
        _ = written.wait(timeout: .now() + .seconds(2))
    }

    /// Opens the file anew under its path, as after `logrotate` moved it away; harmless for a descriptor.
    ///
    /// - Throws: ``ConfigurationError`` where it cannot be opened; lines then go on into the former file.
    public func reopen() throws {
        guard let path else { return }
        let opened = try Self.open(path)
        let former = writer.sync {
            write()
            return state.with { state in
                defer { state.descriptor = opened }
                return state.descriptor
            }
        }
        close(former)
    }

    /// Appends `line` and a newline. A full disk or a closed pipe loses the line: logging never fails a request.
    func write(_ line: String, urgent: Bool = false) { write(Array(line.utf8), urgent: urgent) }

    /// The same for bytes. An urgent line is written at once, with all before it.
    func write(_ line: [UInt8], urgent: Bool) {
        let now = clock.monotonic
        let plan = state.with { state -> Plan in
            guard state.gathered.count + line.count < Self.maximumBytes else {
                state.lost += 1
                return .none
            }
            state.gathered.append(contentsOf: line)
            state.gathered.append(UInt8(ascii: "\n"))
            if now.duration(since: state.windowStart) >= Self.window {
                (state.windowStart, state.linesInWindow) = (now, 0)
            }
            state.linesInWindow += 1
            let isDue = urgent || state.linesInWindow <= Self.burst || state.gathered.count >= Self.gatheredBytes
            return Self.plan(isDue ? .now : .later, &state)
        }
        switch plan {
        case .none: break
        case .now: writer.async { [weak self] in self?.write() }
        case .later:
            writer.asyncAfter(deadline: .now() + .milliseconds(100)) { [weak self] in self?.write() }
        }
    }

    /// What is to be planned beside what is planned already.
    private static func plan(_ wanted: Plan, _ state: inout State) -> Plan {
        guard state.plan != .now, state.plan != wanted else { return .none }
        state.plan = wanted
        return wanted
    }

    /// Runs on ``writer``, or where nobody else can.
    private func write() {
        let (bytes, lost, descriptor) = state.with { state in
            defer { (state.gathered, state.lost, state.plan) = ([], 0, .none) }
            return (state.gathered, state.lost, state.descriptor)
        }
        Self.write(bytes, to: descriptor)
        guard lost > 0 else { return }
        Self.write(
            Array(#"{"level":"error","message":"log lines were lost: the log took no more","lines":\#(lost)}"#.utf8),
            to: descriptor)
        Self.write([UInt8(ascii: "\n")], to: descriptor)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var start = 0
        while start < bytes.count {
            // The pointer is valid for the call alone, and write(2) keeps none.
            let written = bytes.withUnsafeBytes { buffer in
                Foundation.write(descriptor, buffer.baseAddress?.advanced(by: start), buffer.count - start)
            }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { break }
            start += written
        }
    }

    private static func open(_ path: String) throws -> Int32 {
        let opened = Foundation.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard opened >= 0 else {
            throw ConfigurationError(
                place: path, reason: "cannot open the log file: \(String(cString: strerror(errno)))")
        }
        return opened
    }
}
