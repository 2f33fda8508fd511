import CNcurses
import Dispatch
import Foundation
import Glibc

/// The thread that owns curses, from the first look at the terminal's description to the last byte.
final class TerminalThread: Sendable {
    private let outcome = Guarded<Result<TerminalFacts, TerminalError>?>(nil)
    private let opened = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    /// Starts the thread and waits until the terminal is taken over.
    ///
    /// - Throws: why it was not; `.unusable` as well when the terminal does not take output within five seconds.
    func start(
        _ environment: TerminalEnvironment, mailbox: TerminalMailbox, capture: StandardErrorCapture?,
        events: AsyncStream<TerminalEvent>.Continuation
    ) throws(TerminalError) -> TerminalFacts {
        let thread = Thread { [self] in
            run(environment, mailbox, capture, events)
            mailbox.markClosed()
            events.finish()
            ended.signal()
        }
        thread.name = "terminal"
        thread.start()
        guard opened.wait(timeout: .now() + 5) == .success, let outcome = outcome.with({ $0 }) else {
            throw .unusable(reason: "it takes no output")
        }
        return try outcome.get()
    }

    /// Whether the thread has ended, waiting for it at most so long.
    func hasEnded(within seconds: Double) -> Bool {
        guard ended.wait(timeout: .now() + seconds) == .success else { return false }
        ended.signal()
        return true
    }

    private func run(
        _ environment: TerminalEnvironment, _ mailbox: TerminalMailbox, _ capture: StandardErrorCapture?,
        _ events: AsyncStream<TerminalEvent>.Continuation
    ) {
        let loop: TerminalLoop
        do {
            let facts: TerminalFacts
            (loop, facts) = try takeOver(environment, mailbox, capture, events)
            report(.success(facts))
        } catch {
            return report(.failure(error))
        }
        loop.run()
    }

    private func takeOver(
        _ environment: TerminalEnvironment, _ mailbox: TerminalMailbox, _ capture: StandardErrorCapture?,
        _ events: AsyncStream<TerminalEvent>.Continuation
    ) throws(TerminalError) -> (TerminalLoop, TerminalFacts) {
        let locale = TerminalLocale.set(environment.localeName)
        let choice = try TerminalChoice.make(environment)
        let input = try Self.copy(environment.inputDescriptor)
        let output = try Self.copy(environment.outputDescriptor)
        let restore = try Self.copy(environment.outputDescriptor)
        let bytes = choice.terminfo.restoreBytes
        let armed = bytes.withUnsafeBytes { raw in
            // Copied during the call.
            ops_restore_arm(
                input, restore, raw.baseAddress, raw.count, capture?.captured ?? -1, capture?.original ?? -1)
        }
        guard armed == 0 else { throw .system(operation: "saving the terminal's modes", code: armed) }
        let screen = try CursesScreen(choice.terminfo, input: input, output: output, size: mailbox.size)
        let code = ops_signals_install(mailbox.event)
        guard code == 0 else { throw .system(operation: "sigaction", code: code) }
        let decoder = KeyDecoder(named: choice.terminfo.keys, isUnicode: locale.isUTF8)
        let loop = TerminalLoop(screen: screen, mailbox: mailbox, input: input, decoder: decoder, events: events)
        let facts = TerminalFacts(
            isUnicode: locale.isUTF8 && Self.hasShapes(choice.terminfo.name), colourCount: screen.colourCount,
            notice: choice.notice ?? locale.notice)
        return (loop, facts)
    }

    private func report(_ result: Result<TerminalFacts, TerminalError>) {
        outcome.with { $0 = result }
        opened.signal()
    }

    /// The console of Linux and the old VT terminals take UTF-8 but have no Braille and no round corners in their fonts.
    private static func hasShapes(_ name: String) -> Bool {
        !(name == "linux" || name.hasPrefix("linux-") || name.hasPrefix("vt1") || name.hasPrefix("vt2"))
    }

    private static func copy(_ descriptor: Int32) throws(TerminalError) -> Int32 {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw .system(operation: "fcntl", code: errno) }
        return copy
    }
}
