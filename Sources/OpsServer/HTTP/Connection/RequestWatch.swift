import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Watches the requests of one connection, or the one of an HTTP/2 stream: their times, their number, their heads.
///
/// What cannot be read becomes a request all the same, marked as faulty in ``EdgeConnection``; so the one chain answers it.
/// After that nothing more is read.
final class RequestWatch: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// The head in place of one that could not be read.
    private static let unread = HTTPRequest(
        method: HTTPRequest.Method("-") ?? .get, scheme: nil, authority: nil, path: "-")

    private let limits: HTTPLimits
    private let connection: EdgeConnection
    private let turnedAway: WireFault?
    private var clock: RequestClock
    private var isDeaf = false
    private var pending: WireFault?
    private var timer: Scheduled<Void>?
    private var timerDeadline = NIODeadline.distantFuture
    private var writeTimer: Scheduled<Void>?

    /// - Parameter turnedAway: set where the connection has no place; it gets this answer and no other.
    init(limits: HTTPLimits, connection: EdgeConnection, turnedAway: WireFault? = nil) {
        self.limits = limits
        self.connection = connection
        self.turnedAway = turnedAway
        clock = RequestClock(limits: limits, at: .now())
    }

    /// The head that comes next is to be refused; said by a handler that sees more of it.
    func refuseNext(_ fault: WireFault) { pending = fault }

    /// Bytes came in that are not parsed yet. False where they need not be.
    func received(bytes: Int) -> Bool {
        guard !isDeaf, let own = self.context else { return false }
        act(on: clock.received(bytes: bytes, at: .now()), own)
        return !isDeaf
    }

    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { arm(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        writeTimer?.cancel()
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        if let turnedAway { return fail(turnedAway, context) }
        arm(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDeaf else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): read(head, context)
        case .body(let bytes):
            clock.body(bytes: bytes.readableBytes)
            context.fireChannelRead(data)
        case .end:
            clock.end()
            connection.completed(clock.count)
            // Nothing here reads trailers.
            context.fireChannelRead(wrapInboundOut(.end(nil)))
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        arm(context)
        context.fireChannelReadComplete()
    }

    private func read(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        let verdict = clock.head(at: .now())
        let fault: WireFault?
        if case .fault(let tooMany) = verdict {
            fault = tooMany
        } else {
            fault = pending ?? RequestHeadRules.fault(in: head, limits)
        }
        guard let fault else { return context.fireChannelRead(wrapInboundOut(.head(head))) }
        connection.refuse(clock.count, fault)
        context.fireChannelRead(wrapInboundOut(.head(head)))
        context.fireChannelRead(wrapInboundOut(.end(nil)))
        stop()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isDeaf else { return }
        fail(pending ?? error as? WireFault ?? WireFaultReading.fault(for: error), context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent, clock.isReadingHeader, !isDeaf {
            return fail(.cutShort, context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            clock.answered(at: .now())
            arm(context)
        }
        context.write(data, promise: promise)
    }

    /// A client that takes none of its answer does not keep the connection.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        writeTimer?.cancel()
        writeTimer = nil
        if !context.channel.isWritable {
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            writeTimer = context.eventLoop.scheduleTask(in: .nanoseconds(limits.write.wholeNanoseconds)) {
                bound.value.close(promise: nil)
            }
        }
        context.fireChannelWritabilityChanged()
    }

    // MARK: Time

    /// One timer at a time, set anew only for an earlier deadline; one that moved on is found out when the timer fires.
    private func arm(_ context: ChannelHandlerContext) {
        guard !isDeaf, let deadline = clock.deadline else { return }
        if let timer {
            guard deadline < timerDeadline else { return }
            timer.cancel()
        }
        timerDeadline = deadline
        let bound = NIOLoopBound((watch: self, context: context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(deadline: deadline) {
            let (watch, context) = bound.value
            watch.timer = nil
            watch.act(on: watch.clock.verdict(at: .now()), context)
            watch.arm(context)
        }
    }

    private func act(on verdict: RequestClock.Verdict, _ context: ChannelHandlerContext) {
        switch verdict {
        case .wait: break
        case .close:
            stop()
            context.close(promise: nil)
        case .fault(let fault): fail(fault, context)
        }
    }

    /// Refuses the request that is being read: its body ends with the fault, or a head is put in place of its own.
    private func fail(_ fault: WireFault, _ context: ChannelHandlerContext) {
        if clock.isReadingBody {
            stop()
            context.fireErrorCaught(fault)
        } else {
            _ = clock.head(at: .now())
            connection.refuse(clock.count, fault)
            stop()
            context.fireChannelRead(wrapInboundOut(.head(Self.unread)))
            context.fireChannelRead(wrapInboundOut(.end(nil)))
            context.fireChannelReadComplete()
        }
    }

    private func stop() {
        isDeaf = true
        clock.stop()
        timer?.cancel()
        timer = nil
    }
}
