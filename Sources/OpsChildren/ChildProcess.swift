import Foundation
import Glibc

/// A running child. One small thread a child starts it and waits for it: the kernel's parent-death signal
/// follows the thread that started the child, so that thread must live as long as the child does.
public final class ChildProcess: Sendable {
    /// The child's process id, also of its process group.
    public let pid: pid_t

    private struct State {
        var exit: ChildExit?
        var nextWaiter = 0
        var waiters: [Int: CheckedContinuation<ChildExit?, Never>] = [:]
    }

    private let state = LockedState(State())

    private init(pid: pid_t) { self.pid = pid }

    /// Starts a child.
    ///
    /// - Throws: `ChildError.system`, or `programMissing` where another account is asked for without `setpriv`.
    public static func spawn(_ launch: ChildLaunch) async throws(ChildError) -> ChildProcess {
        // The lock, besides the continuation, orders the threads in terms that a race detector sees.
        let box = LockedState<Result<ChildProcess, ChildError>?>(nil)
        await withCheckedContinuation { (started: CheckedContinuation<Void, Never>) in
            let thread = Thread {
                SignalMask.blockAll()
                let result = begin(launch)
                box.with { $0 = result }
                started.resume()
                if case .success(let child) = result { child.waitForEnd() }
            }
            thread.name = "child"
            thread.stackSize = 128 << 10
            thread.start()
        }
        guard let result = box.with({ $0 }) else { throw SystemCall.failure("start \(launch.program)", ECHILD) }
        return try result.get()
    }

    private static func begin(_ launch: ChildLaunch) -> Result<ChildProcess, ChildError> {
        do throws(ChildError) {
            return .success(ChildProcess(pid: try Spawn.start(launch)))
        } catch {
            return .failure(error)
        }
    }

    /// Whether the child has not ended yet.
    public var isRunning: Bool { state.with { $0.exit == nil } }

    /// How it ended, once it has.
    public var exited: ChildExit {
        get async {
            await withCheckedContinuation { continuation in
                let done = state.with { state -> ChildExit? in
                    if state.exit == nil { state.waiters[register(&state)] = continuation }
                    return state.exit
                }
                if let done { continuation.resume(returning: done) }
            } ?? .status(0)
        }
    }

    /// How it ended, or nil when it still runs after this time.
    public func exited(within limit: Duration) async -> ChildExit? {
        let timer = LockedState<Task<Void, Never>?>(nil)
        let exit: ChildExit? = await withCheckedContinuation { continuation in
            let (done, number) = state.with { state -> (ChildExit?, Int) in
                let number = register(&state)
                if state.exit == nil { state.waiters[number] = continuation }
                return (state.exit, number)
            }
            if let done { return continuation.resume(returning: done) }
            let sleeper = Task { [self] in
                try? await Task.sleep(for: limit)
                giveUp(number)
            }
            timer.with { $0 = sleeper }
        }
        timer.with { $0 }?.cancel()
        return exit
    }

    /// Sends a signal; false when the child has ended. The id cannot have been reused: the child is reaped
    /// inside the same lock.
    @discardableResult
    public func kill(_ signal: Int32) -> Bool {
        state.with { $0.exit == nil && Glibc.kill(pid, signal) == 0 }
    }

    /// Asks the child to end, and after the grace kills it and its process group; returns when it has ended.
    @discardableResult
    public func terminate(signal: Int32 = SIGTERM, grace: Duration = .seconds(5)) async -> ChildExit {
        kill(signal)
        kill(SIGCONT)  // a stopped child gets no other signal
        if let exit = await exited(within: grace) { return exit }
        killGroup()
        return await exited
    }

    /// Kills the child and its process group at once, without waiting.
    public func killGroup() {
        state.with { state in
            guard state.exit == nil else { return }
            _ = Glibc.kill(-pid, SIGKILL)
            _ = Glibc.kill(pid, SIGKILL)
        }
    }

    private func register(_ state: inout State) -> Int {
        state.nextWaiter += 1
        return state.nextWaiter
    }

    private func giveUp(_ number: Int) {
        state.with { $0.waiters.removeValue(forKey: number) }?.resume(returning: nil)
    }

    private func waitForEnd() {
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
        let (exit, waiters) = state.with { state -> (ChildExit, [CheckedContinuation<ChildExit?, Never>]) in
            var status: Int32 = 0
            waitpid(pid, &status, 0)
            let exit = ChildExit(waitStatus: status)
            state.exit = exit
            defer { state.waiters = [:] }
            return (exit, Array(state.waiters.values))
        }
        waiters.forEach { $0.resume(returning: exit) }
    }
}
