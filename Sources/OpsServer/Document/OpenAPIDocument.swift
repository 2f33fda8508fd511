import OpsCore

/// The OpenAPI 3.1 document of some routes, made of ``RouteTable``, ``RouteDescriptions`` and the schemas of the routes' own
/// types: nothing in it is written twice, so it cannot drift.
struct OpenAPIDocument {
    /// The document of this product's own API, as text.
    static let product = text(of: RouteDescriptions.all.filter { !isPrometheus($0) })
    /// The document of Prometheus' read API under `/api/v1/`, which is Prometheus' to change.
    static let prometheus = text(of: RouteDescriptions.all.filter(isPrometheus))

    static func isPrometheus(_ route: RouteDescription) -> Bool { route.pattern.hasPrefix("/api/v1/") }

    private static func text(of routes: [RouteDescription]) -> String {
        (try? OpenAPIDocument(routes).tree().text) ?? "{}"
    }

    private let routes: [RouteDescription]

    init(_ routes: [RouteDescription]) { self.routes = routes }

    /// The whole document.
    ///
    /// - Throws: `SchemaError` for a type whose coding cannot be followed.
    func tree() throws -> JSONTree {
        var catalogue = SchemaCatalogue()
        _ = try catalogue.schema(of: Problem.self)
        _ = try catalogue.schema(of: NumberedChange.self)
        var paths: [JSONTree.Member] = []
        var patterns: [String] = []
        for route in routes where !patterns.contains(route.pattern) { patterns.append(route.pattern) }
        for pattern in patterns {
            let operations = try routes.filter { $0.pattern == pattern }.map { route in
                JSONTree.Member(
                    route.method.rawValue.lowercased(), try OpenAPIOperation(route).tree(in: &catalogue))
            }
            paths.append(.init(pattern, .object(operations)))
        }
        return [
            "openapi": "3.1.0", "info": info, "servers": [["url": "/"]], "paths": .object(paths),
            "components": [
                "schemas": .object(Self.schemas(catalogue)), "headers": OpenAPIHeaders.tree,
                "securitySchemes": Self.security,
            ],
        ]
    }

    private var info: JSONTree {
        let isPrometheus = routes.allSatisfy(Self.isPrometheus)
        return [
            "title": isPrometheus ? "Prometheus' read API on opstui" : "opstui",
            "version": .text(OpsVersion.current),
            "description": isPrometheus
                ? "As far as Grafana and promtool need it, over the embedded series."
                : """
                The operations server inside opstui. Errors are RFC 9457 problems; each `type` is a page under \
                /errors/{code}. Times are milliseconds since 1970-01-01T00:00:00Z. A value that is not known is left out, \
                never 0. Requests with members or parameters of the query that are not described here are refused. Prometheus' read API \
                has a document of its own, /api/v1/openapi.json.
                """,
        ]
    }

    private static func schemas(_ catalogue: SchemaCatalogue) -> [JSONTree.Member] {
        catalogue.named.sorted { $0.key < $1.key }.map { name, schema in
            guard case .object(let members) = schema.tree, let version = catalogue.versions[name] else {
                return .init(name, schema.tree)
            }
            return .init(
                name, .object([.init("title", .text(version)), .init("x-schema-version", .text(version))] + members))
        }
    }

    private static let security: JSONTree = [
        "key": ["type": "apiKey", "in": "header", "name": "x-api-key"],
        "bearer": ["type": "http", "scheme": "bearer"],
        "adminKey": ["type": "apiKey", "in": "header", "name": "x-admin-key"],
    ]
}
