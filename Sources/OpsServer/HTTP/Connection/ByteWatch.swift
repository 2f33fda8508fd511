import NIOCore

/// Tells the watch of each read before it is parsed: a header or a chunk that never ends produces nothing behind the parser.
final class ByteWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let watch: RequestWatch

    init(_ watch: RequestWatch) { self.watch = watch }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard watch.received(bytes: unwrapInboundIn(data).readableBytes) else { return }
        context.fireChannelRead(data)
    }
}
