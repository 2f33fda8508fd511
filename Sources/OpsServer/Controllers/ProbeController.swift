import Hummingbird
import OpsCore

/// Health for probes and people (CONTRACT rows A7, A16, C3).
enum ProbeController {
    static func register(in book: RouteBook) {
        let operations = book.services.operations
        book.get("/livez", isShort: true) { _, _ in try JSONResponse.make(LivenessReport()) }
        book.get("/readyz") { _, _ in try answer(await operations.health()) }
        book.get("/health") { _, _ in try answer(await operations.health()) }
    }

    /// 503 where the whole is down, which is where the database is; a degraded server still serves.
    private static func answer(_ report: HealthReport) throws -> Response {
        try JSONResponse.make(report, status: report.status == .down ? .serviceUnavailable : .ok)
    }
}
