import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypes

/// One request on one connection: context, responder, answer, and whether the connection can be used again.
struct HTTPExchange: Sendable {
    let services: EdgeServices
    private let responder: RouterResponder<OpsRequestContext>
    private let date = HTTPDate()

    /// Thrown once an answer is out, to make the connection close.
    struct ConnectionEnded: Error {}

    init(services: EdgeServices) {
        self.services = services
        responder = EdgeRouter.make(services).buildResponder()
    }

    /// Answers `request`. Throwing ends the connection.
    func respond(
        to request: Request, _ writer: consuming ResponseWriter, on channel: any Channel,
        _ connection: EdgeConnection
    ) async throws {
        var context = OpsRequestContext(source: .init(channel: channel, logger: services.logger))
        context.connection = connection
        let (fault, isLast) = connection.beginAnswer()
        context.record.update { facts in
            facts.isSecure = connection.isSecure
            guard let fault else { return }
            facts.fault = fault
            facts.body = .abandoned
        }
        if fault == nil, expectsContinue(request) {
            // Sent when the body is first read: what is refused for its sender or its header needs no body.
            let leave: @Sendable () async throws -> Void = {
                try await channel.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue)))
            }
            context.record.update { $0.leaveToSend = leave }
        }
        // The chain maps every error to a problem; what still arrives here is a fault of the chain itself.
        var response: Response
        do {
            response = try await responder.respond(to: request, context: context)
        } catch {
            services.logger.error("request failed outside of the chain", metadata: ["error": "\(error)"])
            response = Response(status: .internalServerError)
        }
        // Also a problem, which no route has stripped of its body: to the client it would be the next answer's beginning.
        if request.method == .head { response = response.createHeadResponse() }
        response.headers[.date] = date.text
        if connection.isStream { return try await finish(response, writer, connection) }
        let reusable = !isLast && isReusable(request, context.record)
        if !reusable || request.headers[.connection] == "close" { response.headers[.connection] = "close" }
        // The codec puts the chain's lines on the answer that is written next; that is this one here alone.
        channel.eventLoop.assertInEventLoop()
        try await writer.write(response: response.head, body: response.body)
        guard !reusable else { return }
        if context.record.read({ $0.body }) != .streaming { await linger(channel) }
        throw ConnectionEnded()
    }

    /// An HTTP/2 stream ends with its answer; what remains of its request is called off.
    private func finish(
        _ response: Response, _ writer: consuming ResponseWriter, _ connection: EdgeConnection
    ) async throws {
        try await writer.write(response: response.head, body: response.body)
        if !connection.isRequestWhole { throw ConnectionEnded() }
    }

    /// Closing while the client still sends resets the connection, and the client may lose the answer. So: say that
    /// nothing more comes, and give it a moment to read that and to close by itself.
    private func linger(_ channel: any Channel) async {
        channel.close(mode: .output, promise: nil)
        let patience = channel.eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
        try? await channel.closeFuture.get()
        patience.cancel()
    }

    /// A body that nobody read, or that was given up half-way, would have to be read to its end before the next request
    /// could be found; the connection is closed instead.
    private func isReusable(_ request: Request, _ record: RequestRecord) -> Bool {
        switch record.read({ $0.body }) {
        case .complete: return true
        case .abandoned, .streaming: return false
        case .untouched:
            guard request.headers[.transferEncoding] == nil else { return false }
            return RequestBodyReader.declaredLength(request) ?? 0 == 0
        }
    }

    /// True where the client waits for leave to send a body that is not too large anyway (RFC 9110, 10.1.1).
    private func expectsContinue(_ request: Request) -> Bool {
        guard request.headers[.expect]?.lowercased() == "100-continue" else { return false }
        return (RequestBodyReader.declaredLength(request) ?? 0) <= services.configuration.bodyLimitBytes
    }
}
