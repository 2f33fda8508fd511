import NIOCore

/// What a connection's handlers tell the exchange that answers on it: is it encrypted, which of its requests are faulty,
/// which is the last.
final class EdgeConnection: Sendable {
    private struct Facts {
        var fault: (ordinal: Int, fault: WireFault)?
        var answering = 0
        /// The request whose end was read last.
        var whole = 0
        var origin: ConnectionOrigin?
        var allowedHost: String?
        var answerLines: ByteBuffer?
    }

    /// The client speaks TLS with this process.
    let isSecure: Bool
    /// The connection is one stream of an HTTP/2 connection, and ends with its one answer.
    let isStream: Bool
    private let requestLimit: Int
    private let facts = Guarded(Facts())

    init(isSecure: Bool, isStream: Bool, requestLimit: Int) {
        self.isSecure = isSecure
        self.isStream = isStream
        self.requestLimit = requestLimit
    }

    /// Who is at the other end, found out with the first request.
    var origin: ConnectionOrigin? {
        get { facts.with { $0.origin } }
        set { facts.with { $0.origin = newValue } }
    }

    /// The host that a request before this one named, and that is one of this server's.
    var allowedHost: String? {
        get { facts.with { $0.allowedHost } }
        set { facts.with { $0.allowedHost = newValue } }
    }

    /// Fields of the answer that is written next, as lines; the codec adds them to its head.
    func setAnswerLines(_ lines: ByteBuffer) { facts.with { $0.answerLines = lines } }

    /// Takes those lines: no further answer may bear them.
    func takeAnswerLines() -> ByteBuffer? {
        facts.with { facts in
            defer { facts.answerLines = nil }
            return facts.answerLines
        }
    }

    /// The request numbered `ordinal`, from 1, is refused for `fault`.
    func refuse(_ ordinal: Int, _ fault: WireFault) { facts.with { $0.fault = (ordinal, fault) } }

    /// The request numbered `ordinal` was read to its end.
    func completed(_ ordinal: Int) { facts.with { $0.whole = ordinal } }

    /// The next request's answer begins: what is wrong with it, and whether it is the last one here.
    func beginAnswer() -> (fault: WireFault?, isLast: Bool) {
        facts.with { facts in
            facts.answering += 1
            let fault = facts.fault.flatMap { $0.ordinal == facts.answering ? $0.fault : nil }
            return (fault, fault != nil || facts.answering >= requestLimit)
        }
    }

    /// True where nothing of the request that is being answered remains to be read.
    var isRequestWhole: Bool { facts.with { $0.whole >= $0.answering } }
}
