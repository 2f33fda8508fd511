import HTTPTypes
import Hummingbird
import NIOCore
import OpsCore

/// Administration of keys (CONTRACT row B3). A key is in an answer once, when it is made.
enum KeyController {
    static func register(in book: RouteBook) {
        let operations = book.services.operations
        book.get("/v1/keys") { _, _ in try JSONResponse.make(await operations.keys()) }
        book.post("/v1/keys") { body, request, context in
            let wish = try JSONBody.decode(KeyCreation.self, from: body, of: request)
            let issued = try await operations.createKey(wish, by: context.caller, requestID: context.requestID)
            return try JSONResponse.make(issued, status: .created, headers: noStore)
        }
        book.post("/v1/keys/{id}/rotate") { body, request, context in
            let wish =
                body.readableBytes == 0
                ? KeyRotation() : try JSONBody.decode(KeyRotation.self, from: body, of: request)
            let issued = try await operations.rotateKey(
                id: PathParameter.text("id", context), wish, by: context.caller, requestID: context.requestID)
            return try JSONResponse.make(issued, status: .created, headers: noStore)
        }
        register(.pause, at: "/v1/keys/{id}/pause", in: book)
        register(.resume, at: "/v1/keys/{id}/resume", in: book)
        register(.revoke, at: "/v1/keys/{id}/revoke", in: book)
    }

    private static func register(_ change: KeyChange, at pattern: String, in book: RouteBook) {
        let operations = book.services.operations
        book.post(pattern) { _, _, context in
            try JSONResponse.make(
                await operations.changeKey(
                    id: PathParameter.text("id", context), change, by: context.caller, requestID: context.requestID))
        }
    }

    /// No cache on the way may keep a key.
    private static var noStore: HTTPFields { [.cacheControl: "no-store"] }
}
