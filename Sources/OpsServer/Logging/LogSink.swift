import Foundation
import OpsCore

/// Where log lines go: an open file descriptor.
///
/// Lines are written whole and in order. A quiet server writes each at once; where more than ``burst`` come within
/// ``window``, the further ones are gathered and written together, ``window`` later at the latest, earlier where
/// ``gatheredBytes`` are reached or an error is logged. What is gathered is written when the process ends; a crash under
/// load can cost the request lines of one window, never an error's line.
public final class LogSink: Sendable {
    /// Within which lines are counted, and the longest that one is held back.
    static let window = Duration.milliseconds(100)
    /// Lines of a window that are written at once.
    static let burst = 32
    /// At this size what is gathered is written, by whoever logs: so the memory is bounded, and a slow disk slows us.
    static let gatheredBytes = 64 << 10

    private struct State {
        var descriptor: Int32
        var gathered: [UInt8] = []
        var windowStart = MonotonicTime(nanoseconds: .min / 2)
        var linesInWindow = 0
        var isFlushPlanned = false
    }

    private let state: Guarded<State>
    private let path: String?
    private let clock = SystemClock()

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
        flush()
        if path != nil { close(state.with { $0.descriptor }) }
    }

    /// Writes what is gathered.
    public func flush() {
        state.with { Self.flush(&$0) }
    }

    /// Opens the file anew under its path, as after `logrotate` moved it away; harmless for a descriptor.
    ///
    /// - Throws: ``ConfigurationError`` where it cannot be opened; lines then go on into the former file.
    public func reopen() throws {
        guard let path else { return }
        let opened = try Self.open(path)
        let former = state.with { state in
            Self.flush(&state)
            defer { state.descriptor = opened }
            return state.descriptor
        }
        close(former)
    }

    /// Appends `line` and a newline. A full disk or a closed pipe loses the line: logging never fails a request.
    func write(_ line: String, urgent: Bool = false) { write(Array(line.utf8), urgent: urgent) }

    /// The same for bytes. An urgent line is written at once, with all before it.
    func write(_ line: [UInt8], urgent: Bool) {
        let now = clock.monotonic
        let needsFlush = state.with { state in
            state.gathered.append(contentsOf: line)
            state.gathered.append(UInt8(ascii: "\n"))
            if now.duration(since: state.windowStart) >= Self.window {
                (state.windowStart, state.linesInWindow) = (now, 0)
            }
            state.linesInWindow += 1
            if urgent || state.linesInWindow <= Self.burst || state.gathered.count >= Self.gatheredBytes {
                Self.flush(&state)
                return false
            }
            defer { state.isFlushPlanned = true }
            return !state.isFlushPlanned
        }
        if needsFlush { planFlush() }
    }

    private func planFlush() {
        Task.detached(priority: .medium) { [weak self] in
            try? await Task.sleep(for: Self.window)
            self?.state.with { state in
                state.isFlushPlanned = false
                Self.flush(&state)
            }
        }
    }

    private static func flush(_ state: inout State) {
        var start = 0
        while start < state.gathered.count {
            // The pointer is valid for the call alone, and write(2) keeps none.
            let written = state.gathered.withUnsafeBytes { buffer in
                Foundation.write(state.descriptor, buffer.baseAddress?.advanced(by: start), buffer.count - start)
            }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { break }
            start += written
        }
        state.gathered.removeAll(keepingCapacity: true)
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
