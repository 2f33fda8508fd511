import HTTPTypes
import Hummingbird
import OpsCore

/// `GET /ops/stream`: a snapshot, then numbered changes, as server-sent events.
enum StreamController {
    static func register(in book: RouteBook) {
        let services = book.services
        book.get("/ops/stream") { request, context in
            let headers: HTTPFields = [
                .contentType: "text/event-stream", .cacheControl: "no-store", .accelBuffering: "no",
            ]
            if request.method == .head { return Response(status: .ok, headers: headers) }
            let place = try services.streams.enter(context.caller)
            let resume = EventID.sequence(request.headers[.lastEventID], boot: services.boot)
            let session = StreamSession(
                services: services, context: context, resume: resume,
                standing: StreamStanding(services.gatekeeper, request.headers, context.record.value))
            // The stream takes the connection with it: its end is the connection's end.
            context.record.update { $0.body = .streaming }
            return Response(
                status: .ok, headers: headers,
                body: .init { writer in
                    defer { withExtendedLifetime(place) {} }
                    try await request.body.consumeWithCancellationOnInboundClose { _ in
                        // Not on the connection's loop: a flood of changes must not keep it from reading requests.
                        try await withTaskExecutorPreference(globalConcurrentExecutor) {
                            try await session.run(&writer)
                        }
                    }
                })
        }
    }
}
