import OpsCore

/// Which problems a route can answer with: those of the chain that it passes, and its own.
enum RouteProblems {
    /// Codes by status, each list in the order of ``ProblemCode``.
    static func codes(of route: RouteDescription) -> [Int: [ProblemCode]] {
        var found: [Int: Set<ProblemCode>] = [400: [.validationFailed, .hostNotAllowed]]
        for code in Set(chain(route) + route.codes) { found[code.status, default: []].insert(code) }
        return found.mapValues { codes in ProblemCode.allCases.filter(codes.contains) }
    }

    private static func chain(_ route: RouteDescription) -> [ProblemCode] {
        let policy = RouteTable.policy(method: route.method.rawValue, pattern: route.pattern)
        var codes: [ProblemCode] = [
            .rateLimitExceeded, .requestTimeout, .internalError, .overloaded, .methodNotAllowed,
        ]
        if policy?.access != .open { codes += [.unauthenticated, .keyRevoked, .forbidden, .keyPaused] }
        // A body that is too large is refused whatever the route.
        codes += [.validationFailed]
        if route.method == .post { codes += [.originNotAllowed] }
        if route.body != nil { codes += [.unsupportedMediaType] }
        if route.pattern.contains("{") { codes += [.resourceNotFound] }
        return codes
    }
}
