import HTTPTypes
import Hummingbird
import NIOCore
import OpsCore

/// Reads a request's body within a size. Its time is kept by the connection: see ``RequestClock``.
struct RequestBodyReader: Sendable {
    var limitBytes: Int

    /// The whole body.
    ///
    /// - Throws: ``Refusal`` with `VALIDATION_FAILED` where it is larger than the limit (read no further than that);
    ///   ``WireFault`` where it came too slowly or is no well-formed body.
    func read(_ request: Request, _ record: RequestRecord) async throws -> ByteBuffer {
        let leaveToSend = record.read { $0.leaveToSend }
        record.update {
            $0.body = .abandoned
            $0.leaveToSend = nil
        }
        try await leaveToSend?()
        var collected = ByteBuffer()
        for try await part in request.body {
            guard collected.readableBytes + part.readableBytes <= limitBytes else { throw Self.tooLarge(limitBytes) }
            collected.writeImmutableBuffer(part)
        }
        record.update { $0.body = .complete }
        return collected
    }

    /// What `Content-Length` says; nil without one, and for one that is no number.
    static func declaredLength(_ request: Request) -> Int? {
        request.headers[.contentLength].flatMap { Int($0) }
    }

    static func tooLarge(_ limit: Int) -> Refusal {
        Refusal(.validationFailed, "The body is larger than the limit of \(limit) bytes.")
    }
}
