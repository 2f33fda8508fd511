import NIOCore

/// How one connection spends its time: which deadline it is under, and what follows when that passes.
///
/// Events and times go in, the next deadline comes out. Times are of the event loop's clock.
struct RequestClock {
    /// What a passed deadline means.
    enum Verdict: Equatable {
        /// Nothing is due; look again at the deadline.
        case wait
        /// Nobody waits for an answer: close without a word.
        case close
        case fault(WireFault)
    }

    private enum Phase: Equatable {
        /// No byte of a next request yet.
        case idle(since: NIODeadline)
        /// Some of a header.
        case header(since: NIODeadline, bytes: Int)
        /// Some of a body.
        case body(since: NIODeadline, bytes: Int, raw: Int)
        /// The request is whole; the server is at work.
        case answering
        /// Nothing is read any more.
        case ended
    }

    private let limits: HTTPLimits
    private var phase: Phase
    /// Requests whose answers are not written yet.
    private(set) var inFlight = 0
    /// Requests so far.
    private(set) var count = 0

    init(limits: HTTPLimits, at now: NIODeadline) {
        self.limits = limits
        phase = .idle(since: now)
    }

    /// True while a body is being read.
    var isReadingBody: Bool { if case .body = phase { true } else { false } }

    /// True where some of a header has arrived, and no more.
    var isReadingHeader: Bool { if case .header = phase { true } else { false } }

    /// `size` bytes came off the connection; they are not parsed yet.
    mutating func received(bytes size: Int, at now: NIODeadline) -> Verdict {
        switch phase {
        case .idle:
            phase = .header(since: now, bytes: size)
        case .header(let since, let bytes):
            // What was there before this read has been parsed, and was not the whole header.
            if bytes > limits.headerBytes + limits.targetBytes { return .fault(.headerTooLarge) }
            phase = .header(since: since, bytes: bytes + size)
        case .body(let since, let bytes, let raw):
            // One byte a chunk costs five more; extensions and the like may not cost much more than that.
            if raw > 8 * bytes + 65_536 { return .fault(.wastefulChunks) }
            phase = .body(since: since, bytes: bytes, raw: raw + size)
        case .answering, .ended: break
        }
        return .wait
    }

    /// A whole header was read.
    mutating func head(at now: NIODeadline) -> Verdict {
        count += 1
        inFlight += 1
        phase = .body(since: now, bytes: 0, raw: 0)
        return inFlight > limits.pipeline ? .fault(.tooManyInFlight) : .wait
    }

    mutating func body(bytes more: Int) {
        guard case .body(let since, let bytes, let raw) = phase else { return }
        phase = .body(since: since, bytes: bytes + more, raw: raw)
    }

    /// The request is whole.
    mutating func end() { if phase != .ended { phase = .answering } }

    /// An answer was written to its end.
    mutating func answered(at now: NIODeadline) {
        inFlight = max(0, inFlight - 1)
        if inFlight == 0, phase == .answering { phase = .idle(since: now) }
    }

    /// Nothing more will be read.
    mutating func stop() { phase = .ended }

    /// When to look again; nil where nothing is awaited from the client.
    var deadline: NIODeadline? {
        switch phase {
        case .idle(let since): since + .nanoseconds(limits.idle.wholeNanoseconds)
        case .header(let since, _): since + .nanoseconds(limits.header.wholeNanoseconds)
        case .body(let since, let bytes, _): since + bodyTime(bytes)
        case .answering, .ended: nil
        }
    }

    /// What holds at `now`.
    func verdict(at now: NIODeadline) -> Verdict {
        guard let deadline, now >= deadline else { return .wait }
        switch phase {
        case .idle: return .close
        case .header: return .fault(.lateHeader)
        case .body: return .fault(.lateBody)
        case .answering, .ended: return .wait
        }
    }

    /// The time that a body of which `bytes` are here may have taken: a while to start, then the least rate, and never
    /// more than the limit for a whole body.
    private func bodyTime(_ bytes: Int) -> TimeAmount {
        let paced = limits.bodyGrace.wholeNanoseconds + Int64(bytes) * 1_000_000_000 / Int64(max(1, limits.bodyRate))
        return .nanoseconds(min(limits.body.wholeNanoseconds, paced))
    }
}
