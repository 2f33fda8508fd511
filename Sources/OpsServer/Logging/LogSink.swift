import Foundation
import OpsCore

/// Where log lines go: an open file descriptor, a line a write.
///
/// Lines are written whole, in order and at once, so that nothing is lost when the process dies; a line longer than
/// ``lineLimitBytes`` is cut by the encoder's own limits long before.
public final class LogSink: Sendable {
    private let descriptor: Guarded<Int32>
    private let owned: Bool

    /// Writes to `descriptor`, which stays the caller's to close; standard error by default.
    public init(descriptor: Int32 = STDERR_FILENO) {
        self.descriptor = Guarded(descriptor)
        owned = false
    }

    /// Appends to the file at `path`, which is made with mode 0600 where it is missing.
    ///
    /// - Throws: ``ConfigurationError`` where the file cannot be opened, or is not a regular file.
    public init(path: String) throws {
        let opened = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard opened >= 0 else {
            throw ConfigurationError(
                place: path, reason: "cannot open the log file: \(String(cString: strerror(errno)))")
        }
        descriptor = Guarded(opened)
        owned = true
    }

    deinit {
        if owned { close(descriptor.value) }
    }

    /// Appends `line` and a newline. A full disk or a closed pipe loses the line: logging never fails a request.
    func write(_ line: String) {
        var bytes = Array(line.utf8)
        bytes.append(UInt8(ascii: "\n"))
        descriptor.with { descriptor in
            var start = 0
            while start < bytes.count {
                // The pointer is valid for the call alone, and write(2) keeps none.
                let written = bytes.withUnsafeBytes { buffer in
                    Foundation.write(descriptor, buffer.baseAddress?.advanced(by: start), buffer.count - start)
                }
                if written < 0 && errno == EINTR { continue }
                guard written > 0 else { return }
                start += written
            }
        }
    }
}
