/// Decides when a silent link is dead, and when the library must be given time for its keep-alive.
///
/// A frozen broker keeps its sockets open: only a missing answer shows. The library alone would take up to two
/// keep-alive times; here a ping or an unacknowledged publish must be followed by any byte within a few seconds.
struct LinkWatch {
    let keepAlive: Double
    let answerTimeout: Double
    private(set) var lastRead: Double
    private var lastWrite: Double
    private var pingSentAt: Double?
    private var earliestMisc: Double

    init(keepAlive: Double, answerTimeout: Double, now: Double) {
        self.keepAlive = keepAlive
        self.answerTimeout = answerTimeout
        (lastRead, lastWrite, earliestMisc) = (now, now, now)
    }

    /// Bytes came; the round trip in seconds where a ping had waited for them.
    mutating func noteRead(now: Double) -> Double? {
        lastRead = now
        defer { pingSentAt = nil }
        return pingSentAt.map { now - $0 }
    }

    mutating func noteWrite(now: Double) { lastWrite = now }

    mutating func notePing(now: Double) {
        pingSentAt = pingSentAt ?? now
        lastWrite = now
    }

    /// The library's housekeeping ran.
    mutating func noteMisc(now: Double) { earliestMisc = now + 1 }

    /// When the library's housekeeping has something to do: not more than once a second.
    var miscDue: Double { max(earliestMisc, min(lastRead, lastWrite) + keepAlive) }

    /// When the link is dead unless something is read before.
    ///
    /// - Parameter unanswered: when the oldest unacknowledged publish since `lastRead` went out. One from before
    ///   proves nothing: the broker has spoken since, and is only slow to acknowledge.
    func deadAt(unanswered: Double?) -> Double {
        min(pingSentAt ?? .infinity, unanswered ?? .infinity) + answerTimeout
    }
}
