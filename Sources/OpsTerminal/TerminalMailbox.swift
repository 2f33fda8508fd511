import CNcurses
import Glibc

/// What a session asks of its thread: a picture, a cursor, an end. Written under a lock; an eventfd wakes the thread.
final class TerminalMailbox: Sendable {
    /// Everything that is due, taken at once.
    struct Work: Sendable {
        var patches: [ScreenGrid.Patch]
        var appearances: [CellAppearance]
        var cursor: TerminalPoint?
        var cursorMoved: Bool
        var fullRedraw: Bool
        var close: Bool
    }

    private struct Content: Sendable {
        var grid: ScreenGrid
        var cursor: TerminalPoint?
        var cursorMoved = false
        var fullRedraw = false
        var close = false
        /// Whether the thread has been woken and has not looked yet.
        var signalled = false
        var closed = false
    }

    /// The eventfd; readable when something is due. Belongs to this object, which outlives the thread.
    let event: Int32
    private let content: Guarded<Content>

    init(size: TerminalSize) throws(TerminalError) {
        event = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard event >= 0 else { throw TerminalError.system(operation: "eventfd", code: errno) }
        content = Guarded(Content(grid: ScreenGrid(size: size)))
    }

    deinit { Glibc.close(event) }

    var size: TerminalSize { content.with { $0.grid.size } }

    /// Merges a frame into what the screen ought to show.
    func present(_ runs: [CellRun], cursor: TerminalPoint?, fullRedraw: Bool) {
        let wake = content.with { content in
            guard !content.closed else { return false }
            for run in runs { content.grid.write(run) }
            if content.cursor != cursor {
                content.cursor = cursor
                content.cursorMoved = true
            }
            content.fullRedraw = content.fullRedraw || fullRedraw
            guard content.grid.isDirty || content.cursorMoved || content.fullRedraw else { return false }
            defer { content.signalled = true }
            return !content.signalled
        }
        if wake { signal() }
    }

    /// Asks the thread to end.
    func requestClose() {
        content.with { $0.close = true }
        signal()
    }

    /// For the thread: what is due.
    func take() -> Work {
        content.with { content in
            defer {
                content.signalled = false
                content.fullRedraw = false
                content.cursorMoved = false
            }
            return Work(
                patches: content.grid.takePatches(), appearances: content.grid.appearances, cursor: content.cursor,
                cursorMoved: content.cursorMoved, fullRedraw: content.fullRedraw, close: content.close)
        }
    }

    /// For the thread: the window has another size, and the screen is blank.
    func resize(to size: TerminalSize) {
        content.with { $0.grid.resize(to: size) }
    }

    /// For the thread: nothing will be shown any more.
    func markClosed() {
        content.with { $0.closed = true }
    }

    private func signal() {
        var one: UInt64 = 1
        // An eventfd takes eight bytes; `one` lives through the call. It fails only when the count is full: woken already.
        _ = write(event, &one, 8)
    }
}
