import CNcurses
import Foundation
import Glibc

/// A terminal taken over: keys come out, pictures go in, and at the end it is as it was.
///
/// All curses calls happen on a thread of the session's own. `present` never waits for the terminal: frames that come
/// faster than it takes them are merged. A crash, an exit and `close` all give the terminal back.
public final class TerminalSession: Sendable {
    /// What the terminal tells, for one reader. At most 512 events wait; the oldest are dropped. Ends after `close`, or
    /// after `.gone`.
    public let events: AsyncStream<TerminalEvent>
    /// Whether Unicode's shapes can be shown; otherwise draw in ASCII.
    public let isUnicode: Bool
    /// Colours that the terminal has: 0 (none), 8, 16, 256, or 16,777,216.
    public let colourCount: Int
    /// What a person should know about the terminal, such as a `TERM` that this machine does not know.
    public let notice: String?

    private let mailbox: TerminalMailbox
    private let thread: TerminalThread
    private let capture: StandardErrorCapture?
    private let isClosed = Guarded(false)

    /// The window's size. A `.resize` event follows each change.
    public var size: TerminalSize { mailbox.size }

    /// Takes a terminal over: alternate screen, raw keys, no cursor, pastes marked.
    ///
    /// - Throws: `.unusable` with the reason for a terminal that cannot show a dashboard, `.alreadyOpen` where this process
    ///   has a session, `.system` for a failing call. The terminal is untouched or restored then.
    public static func open(_ environment: TerminalEnvironment = .process) throws(TerminalError) -> TerminalSession {
        guard TerminalClaim.take() else { throw .alreadyOpen }
        do {
            try TerminalProbe.checkDescriptors(environment)
            return try TerminalSession(environment)
        } catch {
            TerminalClaim.giveBack()
            throw error
        }
    }

    private init(_ environment: TerminalEnvironment) throws(TerminalError) {
        mailbox = try TerminalMailbox(size: TerminalWindow.size(of: environment.inputDescriptor))
        let (events, continuation) = AsyncStream.makeStream(
            of: TerminalEvent.self, bufferingPolicy: .bufferingNewest(512))
        self.events = events
        thread = TerminalThread()
        capture = environment.capturesStandardError ? StandardErrorCapture() : nil
        do {
            let facts = try thread.start(environment, mailbox: mailbox, capture: capture, events: continuation)
            isUnicode = facts.isUnicode
            colourCount = facts.colourCount
            notice = facts.notice
        } catch {
            // A thread that is still busy with a stalled terminal ends as soon as it is let go.
            mailbox.requestClose()
            ops_restore_modes()
            ops_restore_disarm()
            capture?.finish()
            throw error
        }
    }

    deinit { close() }

    /// Merges changed runs into the screen. What does not change costs nothing; after `close` it does nothing.
    ///
    /// - Parameters:
    ///   - cursor: where to show a cursor; nil hides it.
    ///   - fullRedraw: paint everything again, for a screen that something else has written on.
    public func present(_ runs: [CellRun], cursor: TerminalPoint? = nil, fullRedraw: Bool = false) {
        mailbox.present(runs, cursor: cursor, fullRedraw: fullRedraw)
    }

    /// Gives the terminal back. Waits for the thread, at most two seconds where the terminal is stalled; then the modes
    /// are restored past it and output that the terminal never took is dropped. A second call does nothing.
    public func close() {
        let isFirst = isClosed.with { closed in
            defer { closed = true }
            return !closed
        }
        guard isFirst else { return }
        mailbox.requestClose()
        var hasEnded = thread.hasEnded(within: 1)
        if !hasEnded {
            ops_restore_modes()
            hasEnded = thread.hasEnded(within: 1)
        }
        ops_signals_remove()
        ops_restore_disarm()
        capture?.finish()
        // Where the thread is stuck for good, curses stays taken.
        if hasEnded { TerminalClaim.giveBack() }
    }
}
