import OpsCore

/// One operation of the document.
struct OpenAPIOperation {
    let route: RouteDescription
    let policy: RoutePolicy?

    init(_ route: RouteDescription) {
        self.route = route
        policy = RouteTable.policy(method: route.method.rawValue, pattern: route.pattern)
    }

    func tree(in catalogue: inout SchemaCatalogue) throws -> JSONTree {
        var members: [JSONTree.Member] = [
            .init("operationId", .text(route.name)), .init("summary", .text(route.summary)),
            .init("security", security), .init("x-limit-class", .text(policy?.limit.rawValue ?? "")),
            .init("x-access", .text(access)), .init("x-audience", .text(policy?.audience.rawValue ?? "")),
        ]
        if !parameters.isEmpty { members.append(.init("parameters", .list(parameters))) }
        if let body = try route.body?(&catalogue) {
            let content: JSONTree = ["application/json": ["schema": body.tree]]
            members.append(.init("requestBody", ["required": .flag(route.needsBody), "content": content]))
        }
        members.append(.init("responses", .object(try responses(in: &catalogue))))
        return .object(members)
    }

    private var security: JSONTree {
        let either: [JSONTree] = [["key": []], ["bearer": []]]
        return switch policy?.access {
        case .open, .localOnly, nil: []
        case .loopbackOr: .list([[:]] + either)
        case .atLeast(.admin), .adminKey: [["key": [], "adminKey": []], ["bearer": [], "adminKey": []]]
        case .atLeast: .list(either)
        }
    }

    private var access: String {
        switch policy?.access {
        case .open, nil: "anyone"
        case .localOnly: "callers on the Unix socket"
        case .loopbackOr(let role): "\(role.rawValue), or anyone on this host"
        case .atLeast(let role): role.rawValue
        case .adminKey: "any key with the admin key beside it"
        }
    }

    // MARK: Parameters

    private var parameters: [JSONTree] {
        let path = route.pattern.split(separator: "/").filter { $0.hasPrefix("{") }.map { part -> JSONTree in
            [
                "name": .text(String(part.dropFirst().dropLast())), "in": "path", "required": true,
                "schema": (route.id ?? .text(1...PathParameter.limit, .visible)).tree,
            ]
        }
        return path
            + route.parameters.map { parameter in
                var schema = parameter.schema.tree
                if let format = parameter.format, case .object(let members) = schema {
                    schema = .object(members + [.init("format", .text(format))])
                }
                return [
                    "name": .text(parameter.name), "in": .text(parameter.place.rawValue),
                    "required": .flag(parameter.isRequired), "description": .text(parameter.text), "schema": schema,
                ]
            }
    }

    // MARK: Answers

    private func responses(in catalogue: inout SchemaCatalogue) throws -> [JSONTree.Member] {
        let problems = RouteProblems.codes(of: route)
        let statuses = Set(route.answers.map(\.status)).union(problems.keys).sorted()
        return try statuses.map { status in
            let answers = route.answers.filter { $0.status == status }
            var content: [JSONTree.Member] = []
            for part in answers.flatMap(\.content) {
                let schema = try part.schema?(&catalogue).tree ?? ["type": "string"]
                content.append(.init(part.mediaType, ["schema": schema]))
            }
            var text = answers.map(\.text)
            if let codes = problems[status] {
                content.append(.init("application/problem+json", ["schema": Self.problem(status, codes)]))
                text.append("Refused: \(codes.map(\.rawValue).joined(separator: ", ")).")
            }
            let headers = answers.flatMap(\.headers) + Self.headers(of: status)
            return .init(
                String(status),
                [
                    "description": .text(text.joined(separator: " ")), "headers": OpenAPIHeaders.references(headers),
                    "content": .object(content),
                ])
        }
    }

    private static func headers(of status: Int) -> [String] {
        switch status {
        case 401: ["WWW-Authenticate"]
        case 408, 429, 500...: ["Retry-After"]
        default: []
        }
    }

    private static func problem(_ status: Int, _ codes: [ProblemCode]) -> JSONTree {
        let particular: JSONTree = [
            "properties": [
                "status": ["const": .number(String(status))],
                "code": ["enum": .list(codes.map { .text($0.rawValue) })],
            ]
        ]
        return ["allOf": [["$ref": "#/components/schemas/Problem"], particular]]
    }
}
