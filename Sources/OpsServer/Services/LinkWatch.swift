import Logging
import OpsCore
import OpsRedis
import OpsStorage

/// Watches what the server depends on and tells the stream when a link's state changes.
actor LinkWatch {
    /// How often the database is asked.
    static let probeEvery = Duration.seconds(5)
    static let probeLimit = Duration.seconds(3)

    private let bus: EventBus
    private let database: any Database
    private let redis: RedisClient?
    private let clock: any OpsClock
    private let logger: Logger
    /// Questions that have not come back yet.
    private var asked: Set<LinkName> = []

    init(bus: EventBus, database: any Database, redis: RedisClient?, clock: any OpsClock, logger: Logger) {
        self.bus = bus
        self.database = database
        self.redis = redis
        self.clock = clock
        self.logger = logger
    }

    /// All links as last known.
    func current() async -> [LinkStatus] { await bus.snapshot().links }

    /// Watches until cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.probe(.database) { try await self.database.ping() } }
            guard let redis else { return }
            group.addTask { await self.follow(redis) }
            group.addTask {
                await self.probe(.redis) { _ = try await redis.command(["PING"], timeout: Self.probeLimit) }
            }
        }
    }

    /// Asks again and again; a good answer renews the link's age.
    private func probe(_ name: LinkName, _ ask: @escaping @Sendable () async throws -> Void) async {
        while !Task.isCancelled {
            await report(name, failure: await answers(name, ask) ? nil : "does not answer")
            do { try await Task.sleep(for: Self.probeEvery) } catch { return }
        }
    }

    /// Whether an answer came in time. A question that hangs cannot be called back: it is left alone, and no second one
    /// is asked beside it.
    private func answers(_ name: LinkName, _ ask: @escaping @Sendable () async throws -> Void) async -> Bool {
        guard asked.insert(name).inserted else { return false }
        let isGood = Guarded(false)
        let isBack = await Patience.wait(Self.probeLimit) {
            let answer: Void? = try? await ask()
            isGood.with { $0 = answer != nil }
            await self.cameBack(name)
        }
        return isBack && isGood.value
    }

    private func cameBack(_ name: LinkName) { asked.remove(name) }

    /// Hears at once when Redis goes or comes back.
    private func follow(_ redis: RedisClient) async {
        for await event in redis.events {
            switch event {
            case .linkUp: await report(.redis, failure: nil)
            case .linkDown(let reason, _): await report(.redis, failure: reason)
            }
        }
    }

    private func report(_ name: LinkName, failure: String?) async {
        let known = await bus.snapshot().links.first { $0.name == name }
        var status = LinkStatus(name: name, state: failure == nil ? .ok : .down)
        status.detail = failure.map { SafeText.clean($0, limit: 120) }
        status.lastSeenAt = failure == nil ? clock.wall : known?.lastSeenAt
        await bus.publishIfChanged(.link(status))
        guard let known, known.state != status.state else { return }
        if let failure {
            logger.warning("a link is down", metadata: ["link": "\(name.rawValue)", "reason": "\(failure)"])
        } else {
            logger.info("a link is up again", metadata: ["link": "\(name.rawValue)"])
        }
    }
}
