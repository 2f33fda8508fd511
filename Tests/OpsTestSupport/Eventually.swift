/// A condition that did not come to hold in time.
public struct NeverHeld: Error, CustomStringConvertible {
    public let description: String
}

/// Waits until a condition holds, asking every 10 ms.
///
/// - Parameters:
///   - limit: the longest wait; generous, since a passing test never uses it up.
///   - what: the condition in words, for the failure.
/// - Throws: `NeverHeld`, or what the condition throws.
public func eventually(
    within limit: Duration = .seconds(30), _ what: String = "the condition",
    isolation: isolated (any Actor)? = #isolation, _ condition: () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while true {
        if try await condition() { return }
        guard clock.now < deadline else { throw NeverHeld(description: "\(what) did not hold within \(limit)") }
        try await Task.sleep(for: .milliseconds(10))
    }
}
