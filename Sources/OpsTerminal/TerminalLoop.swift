import CNcurses
import Glibc

/// The life of a session on its own thread: sleeps until a key, a frame or a signal comes, and never otherwise.
final class TerminalLoop {
    private let screen: CursesScreen
    private let mailbox: TerminalMailbox
    private let input: Int32
    private let events: AsyncStream<TerminalEvent>.Continuation
    private var decoder: KeyDecoder
    private var decoderDeadline: ContinuousClock.Instant?
    private let clock = ContinuousClock()
    private var buffer = [UInt8](repeating: 0, count: 4096)

    init(
        screen: CursesScreen, mailbox: TerminalMailbox, input: Int32, decoder: KeyDecoder,
        events: AsyncStream<TerminalEvent>.Continuation
    ) {
        self.screen = screen
        self.mailbox = mailbox
        self.input = input
        self.decoder = decoder
        self.events = events
    }

    /// Runs until the session is closed or the terminal is gone, and ends the screen.
    func run() {
        while true {
            var watched = [
                pollfd(fd: input, events: Int16(POLLIN), revents: 0),
                pollfd(fd: mailbox.event, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&watched, 2, timeoutMilliseconds())
            if count < 0 && errno != EINTR { return gone("poll failed with error number \(errno)") }
            if count <= 0 { watched[0].revents = 0 }
            if let reason = readKeys(watched[0].revents) { return gone(reason) }
            if watched[1].revents != 0 && !serve() { return screen.leave() }
            expireDecoder()
        }
    }

    private func timeoutMilliseconds() -> Int32 {
        guard let decoderDeadline else { return -1 }
        let left = clock.now.duration(to: decoderDeadline)
        // Rounded up: a poll that ends a moment early would run again at once.
        return Int32(clamping: max(0, Int(left / .milliseconds(1)) + 1))
    }

    /// Returns the reason when the terminal is gone.
    private func readKeys(_ happened: Int16) -> String? {
        guard happened != 0 else { return nil }
        guard happened & Int16(POLLIN) != 0 else { return "the terminal hung up" }
        let count = read(input, &buffer, buffer.count)
        if count == 0 { return "the terminal hung up" }
        if count < 0 {
            return errno == EINTR || errno == EAGAIN
                ? nil : "reading from the terminal failed with error number \(errno)"
        }
        post(decoder.feed(buffer[..<count]))
        restartDecoderDeadline()
        return nil
    }

    /// Does what the session asks; false when it asks for the end.
    private func serve() -> Bool {
        var count: UInt64 = 0
        _ = read(mailbox.event, &count, 8)
        let signals = ops_signals_take()
        if signals & Int32(ops_signal_continued) != 0 {
            screen.resume()
            events.yield(.resumed)
        }
        if signals != 0 { followWindow() }
        let work = mailbox.take()
        if work.close { return false }
        if !work.patches.isEmpty || work.cursorMoved || work.fullRedraw { screen.draw(work) }
        return true
    }

    /// The window may also have changed while the process was stopped.
    private func followWindow() {
        let size = TerminalWindow.size(of: input)
        guard size != mailbox.size else { return }
        screen.resize(to: size)
        mailbox.resize(to: size)
        events.yield(.resize(size))
    }

    private func expireDecoder() {
        guard let decoderDeadline, clock.now >= decoderDeadline else { return }
        post(decoder.expire())
        self.decoderDeadline = nil
    }

    private func restartDecoderDeadline() {
        decoderDeadline = decoder.waitMilliseconds.map { clock.now + .milliseconds($0) }
    }

    private func post(_ inputs: [DecodedInput]) {
        for input in inputs {
            switch input {
            case .key(let key): events.yield(.key(key))
            case .paste(let text): events.yield(.paste(text))
            }
        }
    }

    private func gone(_ reason: String) {
        screen.abandon()
        events.yield(.gone(reason: reason))
    }
}
