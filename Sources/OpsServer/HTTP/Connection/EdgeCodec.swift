import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Between HTTP/1 as it is on the wire and messages that have no version.
///
/// Inbound, a head is held against ``RequestFraming``, and it is said in one way that a client wants its connection closed:
/// the server behind looks for exactly `connection: close`. Clients also write it in other cases and in lists, and HTTP/1.0
/// means it without a word; the version is gone once the head has become a version-independent one.
///
/// Outbound, an answer's head, and its body where that is short and whole, become one buffer, without the detour over
/// the library's own header type.
final class EdgeCodec: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = ByteBuffer

    /// Up to this size a body is copied behind its head; a longer one is written as it is.
    private static let shortBody = 4096

    private let watch: RequestWatch
    private let isLocal: Bool
    private let connection: EdgeConnection
    /// The request is of HTTP/1.0, and so the last of its connection.
    private var isOld = false
    private var framing = AnswerHead.Framing.none
    /// A head, and what came after it, that is not written yet.
    private var pending: ByteBuffer?

    init(_ watch: RequestWatch, _ connection: EdgeConnection, isLocal: Bool) {
        self.watch = watch
        self.isLocal = isLocal
        self.connection = connection
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): read(head, context)
        case .body(let body): context.fireChannelRead(wrapInboundOut(.body(body)))
        // Nothing here reads trailers.
        case .end: context.fireChannelRead(wrapInboundOut(.end(nil)))
        }
    }

    private func read(_ received: HTTPRequestHead, _ context: ChannelHandlerContext) {
        var head = received
        if let fault = RequestFraming.fault(in: head, isLocal: isLocal) { watch.refuseNext(fault) }
        isOld = head.version == .http1_0
        // An interim answer would be taken for the answer itself (RFC 9110, 10.1.1).
        if isOld { head.headers.remove(name: "expect") }
        if !head.isKeepAlive { head.headers.replaceOrAdd(name: "connection", value: "close") }
        do {
            let request = try HTTPRequest(head, secure: connection.isSecure, splitCookie: false)
            context.fireChannelRead(wrapInboundOut(.head(request)))
        } catch {
            context.fireErrorCaught(error)
        }
    }

    // MARK: Answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let response):
            release(context, nil)
            var buffer = context.channel.allocator.buffer(capacity: 1024)
            let lines = response.status.kind == .informational ? nil : connection.takeAnswerLines()
            framing = AnswerHead.write(response, lines, mayChunk: !isOld, into: &buffer)
            pending = buffer
            if promise != nil { release(context, promise) }
        case .body(let body): write(body, context, promise)
        case .end(let trailers):
            if framing == .chunked { add(AnswerHead.lastChunk(trailers)) }
            release(context, promise)
        }
    }

    func flush(context: ChannelHandlerContext) {
        release(context, nil)
        context.flush()
    }

    private func write(_ body: ByteBuffer, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        let isChunk = framing == .chunked && body.readableBytes > 0
        if isChunk { add(ByteBuffer(string: String(body.readableBytes, radix: 16) + "\r\n")) }
        if body.readableBytes <= Self.shortBody {
            add(body)
        } else {
            release(context, nil)
            context.write(wrapOutboundOut(body), promise: isChunk ? nil : promise)
            guard isChunk else { return }
        }
        if isChunk { add(ByteBuffer(string: "\r\n")) }
        if promise != nil { release(context, promise) }
    }

    private func add(_ bytes: ByteBuffer) {
        if pending == nil { pending = bytes } else { pending?.writeImmutableBuffer(bytes) }
    }

    /// Writes what is pending; a promise is kept in any case, in its order.
    private func release(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        guard pending != nil || promise != nil else { return }
        let bytes = pending ?? ByteBuffer()
        pending = nil
        context.write(wrapOutboundOut(bytes), promise: promise)
    }
}
