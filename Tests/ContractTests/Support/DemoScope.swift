import Testing

/// One demo for a suite of tests that look at it, or act on different parts of it.
struct DemoScope: SuiteTrait, TestScoping {
    @TaskLocal private static var current: RunningDemo?

    /// The suite's demo.
    static func demo() throws -> RunningDemo { try #require(current, "the suite has no .demo trait") }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let demo = try await RunningDemo.start(in: Place())
        try await Self.$current.withValue(demo) { try await function() }
        await demo.stop()
    }
}

extension Trait where Self == DemoScope {
    /// Starts a demo before the suite and ends it after.
    static var demo: Self { Self() }
}
