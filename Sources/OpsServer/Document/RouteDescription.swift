import OpsCore

/// What a route takes and gives, beside its entry in ``RouteTable``: the source of the document, and of the check that
/// every query parameter passes before a controller sees it.
struct RouteDescription: Sendable {
    typealias SchemaSource = @Sendable (inout SchemaCatalogue) throws -> Schema

    /// A parameter in the query or among the headers.
    struct Parameter: Sendable {
        enum Place: String, Sendable { case query, header }

        var name: String
        var place: Place
        var schema: Schema
        var isRequired: Bool
        var text: String
        /// A format that no schema can express, for readers: `promql`.
        var format: String?
    }

    /// A body of an answer; no schema for what is no JSON.
    struct Content: Sendable {
        var mediaType: String
        var schema: SchemaSource?

        init(_ mediaType: String, _ schema: SchemaSource? = nil) {
            self.mediaType = mediaType
            self.schema = schema
        }
    }

    /// An answer that is no problem.
    struct Answer: Sendable {
        var status: Int
        var text: String
        var content: [Content]
        var headers: [String] = []
    }

    let method: RouteMethod
    let pattern: String
    let name: String
    let summary: String
    var parameters: [Parameter] = []
    var body: SchemaSource?
    /// False where the route means something without a body too.
    var needsBody = true
    var answers: [Answer] = []
    /// The codes that come from what the route does; those of the chain are the same for all.
    var codes: [ProblemCode] = []
    /// What `{id}` may be; text where nil.
    var id: Schema?

    init(_ method: RouteMethod, _ pattern: String, _ name: String, _ summary: String) {
        self.method = method
        self.pattern = pattern
        self.name = name
        self.summary = summary
    }

    /// `GET /valves/{id}`.
    var route: String { "\(method.rawValue) \(pattern)" }
}

/// How descriptions are written down.
extension RouteDescription {
    func query(_ name: String, _ schema: Schema, required: Bool = false, format: String? = nil, _ text: String) -> Self
    {
        adding {
            $0.parameters.append(
                Parameter(
                    name: name, place: .query, schema: schema, isRequired: required, text: text, format: format))
        }
    }

    func header(_ name: String, _ schema: Schema, _ text: String) -> Self {
        adding {
            $0.parameters.append(
                Parameter(name: name, place: .header, schema: schema, isRequired: false, text: text))
        }
    }

    func taking<Body: InboundBody>(_ body: Body.Type, optional: Bool = false) -> Self {
        adding {
            $0.body = { try $0.schema(of: body) }
            $0.needsBody = !optional
        }
    }

    func answering<Value: Decodable & Sendable>(
        _ type: Value.Type, _ status: Int = 200, _ text: String = "As asked.", headers: [String] = []
    ) -> Self {
        adding {
            $0.answers.append(
                Answer(
                    status: status, text: text, content: [Content("application/json") { try $0.schema(of: type) }],
                    headers: headers))
        }
    }

    func answering(text mediaType: String, _ text: String) -> Self {
        adding { $0.answers.append(Answer(status: 200, text: text, content: [Content(mediaType)])) }
    }

    func answering(_ answer: Answer) -> Self { adding { $0.answers.append(answer) } }

    func refusing(_ codes: ProblemCode...) -> Self { adding { $0.codes += codes } }

    func identified(by schema: Schema) -> Self { adding { $0.id = schema } }

    private func adding(_ change: (inout Self) -> Void) -> Self {
        var copy = self
        change(&copy)
        return copy
    }
}
