import Testing

/// One `opstui serve` with its defaults for a suite of tests; each test has callers of its own, so that the limits
/// of one are not another's.
struct ServerScope: SuiteTrait, TestScoping {
    @TaskLocal private static var current: ServedSite?

    static func site() throws -> ServedSite { try #require(current, "the suite has no .server trait") }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let site = try await ServedSite.start(in: Place(), keys: Self.keys)
        try await Self.$current.withValue(site) { try await function() }
        await site.stop()
    }

    private static let numbers = 1...12
    private static var keys: [String] {
        let operators = ["console:\(ServedSite.operatorKey)"] + numbers.map { "o\($0):\(operatorKey($0))" }
        return numbers.map { "API_KEY_T\($0)=\(key($0))" } + [
            "API_KEY_ACME=\(ServedSite.tenantKey)", "API_KEYS=\(operators.joined(separator: ","))",
            "API_ADMIN_KEY=\(ServedSite.adminKey)",
        ]
    }

    /// The key of tenant `t1` … `t12`.
    static func key(_ number: Int) -> String { "spare-tenant-key-\(number)-0123456789" }

    /// The key of operator `o1` … `o12`.
    static func operatorKey(_ number: Int) -> String { "spare-operator-key-\(number)-0123456789" }
}

extension Trait where Self == ServerScope {
    /// Starts a server before the suite and ends it after.
    static var server: Self { Self() }
}
