import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP2
import NIOHTTPTypesHTTP2

extension EdgeChannel {
    /// HTTP/2 on a connection that agreed on it: each stream becomes one request with the limits of all others.
    func setUpHTTP2(
        _ channel: any Channel, _ logger: Logger
    ) throws -> NIOHTTP2Handler.AsyncStreamMultiplexer<Stream> {
        let management = NIOHTTP2ServerConnectionManagementHandler(
            eventLoop: channel.eventLoop,
            configuration: .init(
                maxIdleTime: .nanoseconds(limits.idle.wholeNanoseconds), maxAge: .hours(1),
                maxGraceTime: .nanoseconds(limits.shutdown.wholeNanoseconds),
                keepalive: .init(pingInterval: .minutes(1), ackTimeout: .seconds(20))))
        let streams = try channel.pipeline.syncOperations.configureAsyncHTTP2Pipeline(
            mode: .server, streamDelegate: management.http2StreamDelegate, configuration: http2Limits
        ) { stream in
            stream.eventLoop.makeCompletedFuture { try setUpStream(stream, logger) }
        }
        try channel.pipeline.syncOperations.addHandler(management)
        try channel.pipeline.syncOperations.addHandler(ProtocolErrorHandler(exchange.services.logger))
        return streams
    }

    private func setUpStream(_ stream: any Channel, _ logger: Logger) throws -> Stream {
        let connection = EdgeConnection(isSecure: true, isStream: true, requestLimit: 1)
        let pipeline = stream.pipeline.syncOperations
        try pipeline.addHandler(HTTP2FramePayloadToHTTPServerCodec())
        try pipeline.addHandler(RequestWatch(limits: limits, connection: connection))
        try pipeline.addHandler(HTTPConnectionStateHandler(idleTimeout: nil, logger: logger))
        return Stream(parts: try Parts(wrappingChannelSynchronously: stream), connection: connection)
    }

    /// Streams at a time, the header list's size, and how much of resets, pings, settings, empty and continuation frames
    /// (CVE-2019-9512…9518, CVE-2023-44487) one connection may send before it is closed.
    private var http2Limits: NIOHTTP2Handler.Configuration {
        var configuration = NIOHTTP2Handler.Configuration()
        configuration.connection.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: limits.http2Streams),
            HTTP2Setting(parameter: .maxHeaderListSize, value: limits.headerBytes),
        ]
        configuration.connection.maximumBufferedControlFrames = 1_000
        configuration.connection.maximumSequentialContinuationFrames = 4
        configuration.connection.controlFrameRateLimit.maximumCount = 200
        configuration.connection.controlFrameRateLimit.windowLength = .seconds(30)
        configuration.stream.streamResetFrameRateLimit.maximumCount = 200
        configuration.stream.streamResetFrameRateLimit.windowLength = .seconds(30)
        configuration.stream.streamErrorRateLimit.maximumCount = 200
        configuration.stream.streamErrorRateLimit.windowLength = .seconds(30)
        return configuration
    }
}
