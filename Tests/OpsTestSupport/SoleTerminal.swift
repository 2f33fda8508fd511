import Foundation
import Glibc
import Testing

/// Lets a suite have curses for itself: one process may run the tests of several targets at once, and curses knows one
/// terminal at a time. The suites agree over a lock on a file of this process.
public struct SoleTerminal: SuiteTrait, TestScoping {
    struct Taken: Error {}

    /// As long as a group of tests may take: on a busy machine the other suite waits for threads, not for curses.
    private static let limit = Duration.seconds(580)

    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let path = NSTemporaryDirectory() + "opstui-tests-\(getpid()).terminal"
        let file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        defer { close(file) }
        let end = ContinuousClock.now + Self.limit
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            guard file >= 0, ContinuousClock.now < end else { throw Taken() }
            try await Task.sleep(for: .milliseconds(20))
        }
        defer { flock(file, LOCK_UN) }
        try await function()
    }
}

extension Trait where Self == SoleTerminal {
    /// The suite has curses for itself.
    public static var soleTerminal: Self { SoleTerminal() }
}
