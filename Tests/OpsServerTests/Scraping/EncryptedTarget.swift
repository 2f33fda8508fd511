import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

@testable import OpsServer

/// A real HTTPS server on loopback that is scraped and may ask for its client's certificate.
final class EncryptedTarget: Sendable {
    /// What one request showed.
    struct Seen: Sendable {
        var host: String?
        /// The serial number of the client's certificate.
        var serial: [UInt8]?
    }

    let port: Int
    private let channel: any Channel
    private let seen: Guarded<[Seen]>

    /// - Parameters:
    ///   - files: Its own certificate and key.
    ///   - authority: Whose certificates a client must show; nil where it need not show one.
    static func start(_ files: TLSFiles, clientsOf authority: String? = nil) async throws -> EncryptedTarget {
        var settings = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(files.certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: files.key, format: .pem)))
        if let authority {
            settings.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(authority))
            settings.certificateVerification = .noHostnameVerification
        }
        let context = try NIOSSLContext(configuration: settings)
        let seen = Guarded<[Seen]>([])
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Answering(seen))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return EncryptedTarget(channel, seen)
    }

    private init(_ channel: any Channel, _ seen: Guarded<[Seen]>) {
        port = channel.localAddress?.port ?? 0
        self.channel = channel
        self.seen = seen
    }

    func stop() async { try? await channel.close().get() }

    var requests: [Seen] { seen.value }

    private final class Answering: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let seen: Guarded<[Seen]>

        init(_ seen: Guarded<[Seen]>) { self.seen = seen }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                let tls = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
                let request = Seen(
                    host: head.headers.first(name: "host"), serial: tls?.peerCertificate?.serialNumber)
                seen.with { $0.append(request) }
            case .body: return
            case .end:
                let text = ByteBuffer(string: "x 1\n")
                let headers: HTTPHeaders = ["content-type": "text/plain", "content-length": "4"]
                context.write(
                    wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: headers))),
                    promise: nil)
                context.write(wrapOutboundOut(.body(.byteBuffer(text))), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
