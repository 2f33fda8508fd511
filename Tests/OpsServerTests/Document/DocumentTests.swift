import Foundation
import NIOHTTP1
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsServer

/// `/openapi.json`: that it is whole, and that what the server answers is what it says.
@Suite struct DocumentTests {
    private static func document(_ text: String = OpenAPIDocument.product) throws -> JSONTree {
        try JSONReader.read(Array(text.utf8))
    }

    private static func members(_ tree: JSONTree?) -> [JSONTree.Member] {
        if case .object(let members)? = tree { members } else { [] }
    }

    @Test func everyRouteIsDescribedOnceAndNothingElse() throws {
        let described = RouteDescriptions.all.map(\.route)
        let table = RouteTable.all.map { "\($0.method.rawValue) \($0.pattern)" }
        #expect(Set(described) == Set(table) && described.count == table.count)
        let documents = try [Self.document(), Self.document(OpenAPIDocument.prometheus)]
        let written = documents.flatMap { document in
            Self.members(document["paths"]).flatMap { path in
                Self.members(path.value).map { "\($0.name.uppercased()) \(path.name)" }
            }
        }
        #expect(Set(written) == Set(table) && written.count == table.count)
        let names = RouteDescriptions.all.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test func everySchemaBearsAVersion() throws {
        for schema in Self.members(try Self.document()["components"]?["schemas"]) {
            guard case .text(let version)? = schema.value["x-schema-version"] else {
                Issue.record("\(schema.name) has no version")
                continue
            }
            #expect(version.contains("/"))
        }
    }

    @Test func everyReferenceLeadsSomewhere() throws {
        for text in [OpenAPIDocument.product, OpenAPIDocument.prometheus] {
            let document = try Self.document(text)
            let parts = text.components(separatedBy: "\"$ref\":\"#/").dropFirst().compactMap {
                $0.components(separatedBy: "\"").first
            }
            #expect(!parts.isEmpty)
            for reference in parts {
                let found = reference.split(separator: "/").reduce(document) { $0?[String($1)] }
                #expect(found != nil, "\(reference)")
            }
        }
    }

    /// The types' own members, read from their coding: a sample of what must be there.
    @Test func schemasFollowTheTypes() {
        let named = APISchemas.shared.catalogue.named
        guard case .object(let valve)? = named["ValveStatus"] else {
            return #expect(Bool(false), "no schema of a valve")
        }
        let required = valve.members.filter(\.isRequired).map(\.name)
        #expect(required.contains("stale_after_ms") && !required.contains("position_percent"))
        #expect(valve.members.first { $0.name == "last_seen_at" }?.schema == .whole())
        #expect(named["ValveState"] == .choice(ValveState.allCases.map(\.rawValue)))
        guard case .object(let update)? = named["IncidentUpdate"] else { return #expect(Bool(false), "no update") }
        #expect(update.isClosed && update.least == 1)
        #expect(update.members.first { $0.name == "note" }?.schema == .text(1...IncidentUpdate.noteLimit, .prose))
    }

    @Test func isServedToAnyone() async throws {
        try await withEdge { edge in
            let answer = try await edge.send(.GET, "/openapi.json")
            #expect(answer.status == 200 && answer["content-type"] == "application/json")
            #expect(answer.body == OpenAPIDocument.product)
            #expect(try await edge.send(.HEAD, "/openapi.json").body.isEmpty)
            let prometheus = try await edge.send(.GET, "/api/v1/openapi.json")
            #expect(prometheus.body == OpenAPIDocument.prometheus)
        }
    }

    @Test(arguments: TextForm.allCases) func patternAndCheckAgree(_ form: TextForm) throws {
        // ECMA's `$` is the very end; ICU's stands before a last line break too.
        let expression = try NSRegularExpression(pattern: String(form.pattern.dropLast()) + "\\z")
        let texts = [
            "", "a", "a b", "a\tb", "a\nb", "a\u{0}", "\u{7f}", "\u{85}", "\u{2028}", "é", "😀", "a.b", "a..b", ".a",
            "a.",
            "-a.b", "a-.b", "a-b.c", "A1.example", "x@y.z", "@y.z", "x@y", "x@@y.z", "x y@z.w", "x@y.z@q.r", "~!@a.bc",
            String(repeating: "a", count: 63) + ".b", String(repeating: "a", count: 64) + ".b", "a_b.c", "ä.de", "1.2",
        ]
        for text in texts {
            let range = NSRange(text.startIndex..., in: text)
            let matches = expression.firstMatch(in: text, range: range) != nil
            #expect(matches == form.matches(text), "\(form) \(text.debugDescription)")
        }
    }
}
