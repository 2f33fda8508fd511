import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2
import NIOSSL
import NIOTLS
import OpsCore

/// Builds what each accepted connection runs through: TLS where it is on, then HTTP/1.1 or HTTP/2, then the exchange.
struct EdgeChannel: HTTPChannelHandler {
    typealias Parts = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    /// One sequence of requests: an HTTP/1 connection, or a stream of an HTTP/2 one.
    struct Stream: Sendable {
        var parts: Parts
        var connection: EdgeConnection
    }

    enum Negotiated: Sendable {
        case http1(Stream)
        case http2(NIOHTTP2Handler.AsyncStreamMultiplexer<Stream>)
        case dropped
    }

    struct Value: ServerChildChannelValue {
        let channel: any Channel
        let negotiated: EventLoopFuture<Negotiated>
    }

    let limits: HTTPLimits
    let exchange: HTTPExchange
    let places: ConnectionPlaces
    /// Nil for a listener without TLS.
    let tls: TLSCertificate?
    var responder: Responder = { _, _, _ in }
    private let executors = EventLoopTaskExecutors()

    init(limits: HTTPLimits, exchange: HTTPExchange, places: ConnectionPlaces, tls: TLSCertificate?) {
        self.limits = limits
        self.exchange = exchange
        self.places = places
        self.tls = tls
    }

    // MARK: Setting up

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let peer = channel.remoteAddress?.ipAddress.flatMap(IPAddress.init)
        let admission = places.enter(peer)
        channel.closeFuture.whenComplete { [places] _ in places.leave(peer, admission) }
        let negotiated: EventLoopFuture<Negotiated>
        switch (admission, tls) {
        case (.taken, nil): negotiated = plain(channel, logger, nil)
        case (.taken, .some(let tls)): return secure(channel, logger, tls)
        case (.turnedAway(let fault), nil): negotiated = plain(channel, logger, fault)
        // A refusal before the handshake could not be read.
        case (.turnedAway, .some), (.dropped, _):
            channel.close(promise: nil)
            negotiated = channel.eventLoop.makeSucceededFuture(.dropped)
        }
        return negotiated.map { Value(channel: channel, negotiated: channel.eventLoop.makeSucceededFuture($0)) }
    }

    private func plain(
        _ channel: any Channel, _ logger: Logger, _ fault: WireFault?
    ) -> EventLoopFuture<Negotiated> {
        channel.eventLoop.makeCompletedFuture {
            .http1(try setUpHTTP1(channel, logger, secure: false, turnedAway: fault))
        }
    }

    private func secure(
        _ channel: any Channel, _ logger: Logger, _ tls: TLSCertificate
    ) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(NIOSSLServerHandler(context: tls.context))
            try pipeline.addHandler(HandshakeWatch(limit: .nanoseconds(limits.header.wholeNanoseconds)))
            let negotiation = NIOTypedApplicationProtocolNegotiationHandler<Negotiated> { result in
                channel.eventLoop.makeCompletedFuture {
                    if case .negotiated("h2") = result { return .http2(try setUpHTTP2(channel, logger)) }
                    return .http1(try setUpHTTP1(channel, logger, secure: true, turnedAway: nil))
                }
            }
            try pipeline.addHandler(negotiation)
            return Value(channel: channel, negotiated: negotiation.protocolNegotiationResult)
        }
    }

    private func setUpHTTP1(
        _ channel: any Channel, _ logger: Logger, secure: Bool, turnedAway: WireFault?
    ) throws -> Stream {
        let connection = EdgeConnection(
            isSecure: secure, isStream: false, requestLimit: limits.requestsPerConnection)
        let watch = RequestWatch(limits: limits, connection: connection, turnedAway: turnedAway)
        var decoder = NIOHTTPDecoderLimitConfiguration()
        decoder.maxHeaderFieldSize = limits.headerBytes
        decoder.maxHeaderListSize = limits.headerBytes
        decoder.maxHeaderFieldCount = limits.headerCount
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(ByteWatch(watch))
        // Requests in a row are answered one after the other behind the pipeline; errors are answered by the chain.
        try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: decoder)))
        try pipeline.addHandler(EdgeCodec(watch, connection, isLocal: PeerCredentials.isLocal(channel)))
        try pipeline.addHandler(watch)
        try pipeline.addHandler(HTTPConnectionStateHandler(idleTimeout: nil, logger: logger))
        let parts = try Parts(
            wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
        return Stream(parts: parts, connection: connection)
    }

    // MARK: Serving

    func handle(value: Value, logger: Logger) async {
        await withTaskExecutorPreference(executors.executor(of: value.channel.eventLoop)) {
            await serve(value, logger)
        }
    }

    private func serve(_ value: Value, _ logger: Logger) async {
        do {
            switch try await value.negotiated.get() {
            case .dropped: break
            case .http1(let stream): await serve(stream, logger)
            case .http2(let streams):
                try await withThrowingDiscardingTaskGroup { group in
                    for try await stream in streams.inbound { group.addTask { await serve(stream, logger) } }
                }
            }
        } catch {
            logger.debug("connection ended", metadata: ["error": "\(error)"])
        }
    }

    private func serve(_ stream: Stream, _ logger: Logger) async {
        let connection = stream.connection
        var served = self
        served.responder = { [exchange] request, writer, channel in
            try await exchange.respond(to: request, writer, on: channel, connection)
        }
        await served.handleHTTP(asyncChannel: stream.parts, logger: logger)
    }
}
