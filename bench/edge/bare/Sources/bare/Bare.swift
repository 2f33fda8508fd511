import Hummingbird
import Logging

/// The answer of `/ops/model-status`, with the same fields.
struct ModelStatus: ResponseEncodable {
    var provider = "none"
    var breaker = "closed"
    var degraded = true
}

/// One JSON route on Hummingbird, without anything around it: no keys, no limits, no log, no metrics.
@main
struct Bare {
    static func main() async throws {
        let router = Router()
        router.get("/ops/model-status") { _, _ in ModelStatus() }
        var logger = Logger(label: "bare")
        logger.logLevel = .error
        let port = Int(CommandLine.arguments.dropFirst().first ?? "") ?? 8090
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)), logger: logger)
        try await application.runService()
    }
}
