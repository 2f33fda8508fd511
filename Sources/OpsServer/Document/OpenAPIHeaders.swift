import OpsCore

/// The headers that answers bear, described once and referred to.
enum OpenAPIHeaders {
    private static let known: [(name: String, text: String, schema: Schema, isRequired: Bool)] = [
        ("X-Request-Id", "Names the request in the log, the audit and in problems.", .text(1...128), true),
        ("X-RateLimit-Limit", "Requests that the caller's limit admits in its window.", .whole(0...Int64.max), false),
        ("X-RateLimit-Remaining", "How many more would be admitted now.", .whole(0...Int64.max), false),
        ("X-RateLimit-Reset", "Seconds until the whole allowance is back.", .whole(0...Int64.max), false),
        ("Retry-After", "Whole seconds after which a retry makes sense.", .whole(1...Int64.max), false),
        ("Location", "Where the thing that was made can be looked at.", .text(), false),
        ("WWW-Authenticate", "How to name oneself.", .text(), false),
    ]

    static let tree = JSONTree.object(
        known.map { header in
            .init(
                header.name,
                [
                    "description": .text(header.text), "required": .flag(header.isRequired),
                    "schema": header.schema.tree,
                ])
        })

    /// References to the headers of an answer: those of all answers, and these.
    static func references(_ more: [String]) -> JSONTree {
        let names = ["X-Request-Id", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"] + more
        return .object(names.map { .init($0, ["$ref": .text("#/components/headers/\($0)")]) })
    }
}
