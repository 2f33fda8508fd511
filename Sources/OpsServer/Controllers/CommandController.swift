import HTTPTypes
import Hummingbird
import NIOCore
import OpsCore

/// Commands and what became of them.
enum CommandController {
    static let usual = 100
    static let most = 1000

    static func register(in book: RouteBook) {
        let operations = book.services.operations
        book.get("/v1/commands") { request, _ in
            let query = request.uri.queryParameters
            let limit = query["limit"].flatMap { Double($0) }.map { Int($0) } ?? usual
            return try JSONResponse.make(
                await operations.commands(valve: query["valve"].map { String($0) }, limit: limit))
        }
        book.get("/v1/commands/{id}") { _, context in
            try JSONResponse.make(await operations.command(id: PathParameter.text("id", context)))
        }
        let limit = book.services.configuration.requestTimeout + .seconds(ValveController.longestWait)
        book.post("/v1/commands/{id}/confirm", limit: limit) { body, request, context in
            let seen =
                body.readableBytes > 0
                ? try JSONBody.decode(CommandConfirmation.self, from: body, of: request) : CommandConfirmation()
            let command = try await operations.confirmCommand(
                id: PathParameter.text("id", context), seen, by: context.caller, requestID: context.requestID)
            let wait = request.headers[.prefer].flatMap(Actuation.wait)
            return try await ValveController.answer(command, wait: wait, operations, context)
        }
        book.post("/v1/commands/{id}/cancel") { _, _, context in
            try JSONResponse.make(
                await operations.cancelCommand(
                    id: PathParameter.text("id", context), by: context.caller, requestID: context.requestID))
        }
    }
}
