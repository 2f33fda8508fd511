import ServiceLifecycle

/// A service that is one loop, ended by cancelling it.
struct LoopService: Service {
    let loop: @Sendable () async -> Void

    init(_ loop: @escaping @Sendable () async -> Void) { self.loop = loop }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await loop()
            // A loop with nothing to follow (no broker, no Redis) ends at once; the group must not take that for a stop.
            try? await gracefulShutdown()
        }
    }
}
