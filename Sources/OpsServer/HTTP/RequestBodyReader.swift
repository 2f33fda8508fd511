import HTTPTypes
import Hummingbird
import NIOCore
import OpsCore

/// Reads a request's body within a size and a time.
struct RequestBodyReader: Sendable {
    var limitBytes: Int
    var deadline: Duration

    /// The whole body.
    ///
    /// - Throws: ``Refusal`` with `VALIDATION_FAILED` where it is larger than the limit (read no further than that), with
    ///   `REQUEST_TIMEOUT` where it is not there in time.
    func read(_ request: Request, _ record: RequestRecord) async throws -> ByteBuffer {
        record.update { $0.body = .abandoned }
        let limit = limitBytes
        let body = try await TimeLimit.run(
            within: deadline, late: Refusal(.requestTimeout, "The body did not arrive within \(deadline).")
        ) {
            var collected = ByteBuffer()
            for try await part in request.body {
                guard collected.readableBytes + part.readableBytes <= limit else { throw Self.tooLarge(limit) }
                collected.writeImmutableBuffer(part)
            }
            return collected
        }
        record.update { $0.body = .complete }
        return body
    }

    /// What `Content-Length` says; nil without one, and for one that is no number.
    static func declaredLength(_ request: Request) -> Int? {
        request.headers[.contentLength].flatMap { Int($0) }
    }

    static func tooLarge(_ limit: Int) -> Refusal {
        Refusal(.validationFailed, "The body is larger than the limit of \(limit) bytes.")
    }
}
