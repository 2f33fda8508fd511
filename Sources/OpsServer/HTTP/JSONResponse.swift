import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OpsCore

/// Answers in the API's JSON.
enum JSONResponse {
    /// An answer whose body is JSON already.
    static func make(body: ByteBuffer) -> Response {
        Response(status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: body))
    }

    static func make(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) throws -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        let body = try OpsJSON.encoder().encode(value)
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}
