import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OpsCore

/// Problems as answers: `application/problem+json`, with `Retry-After` where a retry makes sense.
enum ProblemResponse {
    static func make(_ refusal: Refusal, requestID: String) -> Response {
        // Text, numbers and booleans: nothing in a problem can fail to encode. An empty answer would bear the status still.
        let body = (try? OpsJSON.encoder().encode(Problem(refusal, requestID: requestID))) ?? Data()
        var headers: HTTPFields = [.contentType: "application/problem+json"]
        if let seconds = refusal.retryAfterSeconds { headers[.retryAfter] = String(seconds) }
        if refusal.status == 401 { headers[.wwwAuthenticate] = "Bearer realm=\"opstui\"" }
        return Response(
            status: .init(code: refusal.status), headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body))
        )
    }
}
