import Hummingbird

/// The router with its chain and all controllers.
enum EdgeRouter {
    static func make(_ services: EdgeServices) -> Router<OpsRequestContext> {
        let router = Router(context: OpsRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: EdgeChain(services))
        let book = RouteBook(router: router, services: services)
        ProbeController.register(in: book)
        MetricsController.register(in: book)
        PrometheusController.register(in: book)
        OperationsController.register(in: book)
        StreamController.register(in: book)
        ValveController.register(in: book)
        CommandController.register(in: book)
        IncidentController.register(in: book)
        AlertController.register(in: book)
        JobController.register(in: book)
        LeadController.register(in: book)
        AuditController.register(in: book)
        KeyController.register(in: book)
        ErrorPageController.register(in: book)
        DocumentController.register(in: book)
        return router
    }
}
