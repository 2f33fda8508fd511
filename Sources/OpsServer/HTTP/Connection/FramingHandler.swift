import NIOCore
import NIOHTTP1

/// Holds an HTTP/1 head against ``RequestFraming``, and says in one way that a client wants its connection closed.
///
/// The server behind looks for exactly `connection: close`. Clients also write it in other cases and in lists, and HTTP/1.0
/// means it without a word; the version is gone once the head has become a version-independent one, so this sits before.
final class FramingHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private let watch: RequestWatch

    private let isLocal: Bool

    init(_ watch: RequestWatch, isLocal: Bool) {
        self.watch = watch
        self.isLocal = isLocal
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        if let fault = RequestFraming.fault(in: head, isLocal: isLocal) { watch.refuseNext(fault) }
        if !head.isKeepAlive { head.headers.replaceOrAdd(name: "connection", value: "close") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }
}
