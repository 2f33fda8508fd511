import Hummingbird
import OpsCore

/// Commands and what became of them.
enum CommandController {
    static func register(in book: RouteBook) {
        let operations = book.services.operations
        book.get("/v1/commands") { _, _ in try JSONResponse.make(await operations.commands()) }
        book.get("/v1/commands/{id}") { _, context in
            try JSONResponse.make(await operations.command(id: PathParameter.text("id", context)))
        }
    }
}
