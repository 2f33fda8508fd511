import OpsCore

/// The schemas of everything that goes in and out, made once from the routes' descriptions.
struct APISchemas: Sendable {
    /// All of them; nil where a type's coding cannot be followed, which no server starts with: see ``fault``.
    static let shared: APISchemas = {
        do { return try APISchemas(RouteDescriptions.all) } catch { return APISchemas(fault: "\(error)") }
    }()

    let catalogue: SchemaCatalogue
    let check: SchemaCheck
    /// Why they could not be made; nil where they were.
    let fault: String?

    private init(_ routes: [RouteDescription]) throws {
        var catalogue = SchemaCatalogue()
        for route in routes {
            _ = try route.body?(&catalogue)
            for answer in route.answers { for content in answer.content { _ = try content.schema?(&catalogue) } }
        }
        _ = try catalogue.schema(of: Problem.self)
        // The stream's events have no answer of their own.
        _ = try catalogue.schema(of: NumberedChange.self)
        self.catalogue = catalogue
        check = SchemaCheck(named: catalogue.named)
        fault = nil
    }

    private init(fault: String) {
        catalogue = SchemaCatalogue()
        check = SchemaCheck(named: [:])
        self.fault = fault
    }
}
