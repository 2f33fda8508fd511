/// A command encoded once, to be run many times.
public struct RedisCall: Sendable {
    let command: RedisCommand

    /// - Returns: nil for a command that a shared connection cannot carry, or one longer than 1 MiB.
    public init?(_ arguments: [String]) {
        guard let command = try? RedisCommand(arguments) else { return nil }
        self.command = command
    }
}
