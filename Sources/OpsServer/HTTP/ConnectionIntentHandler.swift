import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// Says in one way that a client wants its connection closed after the answer: `connection: close`.
///
/// The server behind looks for exactly that text. Clients also write it in other cases and in lists, and HTTP/1.0 means it
/// without a word; the version is gone once the head has become a version-independent one, so this sits before.
final class ConnectionIntentHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data), !head.isKeepAlive else {
            return context.fireChannelRead(data)
        }
        head.headers.replaceOrAdd(name: "connection", value: "close")
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// Puts the handler where it belongs: the server lets its users add handlers behind the conversion alone.
    final class Installer: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = Any

        func handlerAdded(context: ChannelHandlerContext) {
            let pipeline = context.pipeline.syncOperations
            guard let codec = try? pipeline.handler(type: HTTP1ToHTTPServerCodec.self) else { return }
            // Fails only on a pipeline that is being torn down, where no request will come any more.
            try? pipeline.addHandler(ConnectionIntentHandler(), position: .before(codec))
        }
    }
}
