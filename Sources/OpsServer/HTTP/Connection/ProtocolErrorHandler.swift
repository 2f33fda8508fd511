import Logging
import NIOCore
import NIOHTTP2

/// Closes an HTTP/2 connection whose client broke the protocol or its limits. The codec has said why in its GOAWAY, and
/// leaves the closing to us. The fault of one stream ends that stream alone.
final class ProtocolErrorHandler: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias InboundOut = HTTP2Frame

    private let logger: Logger

    init(_ logger: Logger) { self.logger = logger }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !(error is NIOHTTP2Errors.StreamError) else { return }
        // A client that hangs up is nothing to report; one that breaks the protocol is.
        logger.log(
            level: error is any NIOHTTP2Error ? .info : .debug, "HTTP/2 connection closed",
            metadata: [
                "address": .string(context.channel.remoteAddress?.ipAddress ?? "unknown"),
                "error": .string("\(type(of: error))"),
            ])
        context.close(promise: nil)
    }
}
