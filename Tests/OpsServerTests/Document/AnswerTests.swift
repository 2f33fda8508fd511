import Foundation
import NIOHTTP1
import OpsCore
import Testing

@testable import OpsServer

/// Each route's live answer fits the schema that the document gives for its status and media type, with nothing in it that
/// the document does not name.
@Suite struct AnswerTests {
    private static let bodies = [
        "/v1/alerts/{id}/out-of-service": "{\"reason\":\"repair\"}",
        "/v1/alerts/webhook": "{\"version\":\"4\",\"alerts\":[]}",
        "/incidents/{id}/update": "{\"note\":\"n\"}", "/v1/leads/enrich": "{\"domain\":\"a.example\"}",
        "/v1/leads/{id}/outcome": "{\"outcome\":\"won\"}",
        "/v1/keys": "{\"holder\":\"acme\"}",
        "/v1/jobs": "{\"kind\":\"enrich\",\"input\":{\"domain\":\"a.b\"}}",
        "/valves/{id}/actuate": "{\"action\":\"close\"}", "/valves/{id}/select": "{\"action\":\"close\"}",
    ]

    @Test(arguments: RouteTable.all.filter { $0.pattern != "/ops/stream" })
    func fitsTheDocument(_ route: RoutePolicy) async throws {
        let description = try #require(RouteDescriptions.description(of: route.method, route.pattern))
        try await withEdge(queries: RouteTests.StubQueries()) { edge in
            let answer = try await edge.send(
                HTTPMethod(rawValue: route.method.rawValue), Self.path(route.pattern), key: "operator-key",
                headers: [("x-admin-key", StubGatekeeper.adminKey), ("accept", "application/json")],
                body: Self.bodies[route.pattern], local: route.access == .localOnly)
            let wanted = try #require(description.answers.first { $0.status == answer.status }, "\(answer.status)")
            let type = try #require(answer["content-type"]?.split(separator: ";").first.map(String.init))
            let content = try #require(wanted.content.first { $0.mediaType == type }, "\(type)")
            guard let source = content.schema else { return }
            var catalogue = SchemaCatalogue()
            let schema = Self.closed(try source(&catalogue))
            let check = SchemaCheck(named: catalogue.named.mapValues(Self.closed))
            #expect(check.fault(of: try JSONReader.read(Array(answer.body.utf8)), against: schema) == nil)
        }
    }

    /// The stub's numbers are no Prometheus answer, so the query routes are held to theirs elsewhere.
    private static func closed(_ schema: Schema) -> Schema {
        guard case .object(var shape) = schema else { return schema }
        shape.isClosed = true
        return .object(shape)
    }

    private static func path(_ pattern: String) -> String {
        let id = pattern.hasPrefix("/incidents") ? "1" : pattern.contains("alerts") ? "a-2" : "v-101"
        let path = pattern.replacingOccurrences(of: "{code}", with: "FORBIDDEN")
            .replacingOccurrences(of: "{id}", with: id).replacingOccurrences(of: "{name}", with: "job")
        return path.hasPrefix("/api/v1/") ? path + "?query=up&start=0&end=10&step=5&match[]=up" : path
    }
}
