import Foundation
import Logging
import OpsCore
import OpsMQTT
import OpsMetrics

/// The site's valves: telemetry in, commands out. Everything that decides is in ``ValveTelemetryModel``,
/// ``ActuationGate`` and ``Actuation``; this actor connects them to the broker, the ledger and the stream.
actor ValveService {
    /// How long a valve is listened to before what it does not show counts as gone; `PASSING` takes ten seconds to see.
    static let reviewAfter = Duration.seconds(20)
    /// How long process values count after they came. Devices send theirs every 10 s at the latest.
    static let telemetryPatience = Duration.seconds(15)
    /// The same of a Sparkplug device, which is heard every 15 s at the latest.
    static let sparkplugPatience = Duration.seconds(30)

    let site: String
    let ledger: Ledger
    let bus: EventBus
    let registry: MetricRegistry
    let clock: any OpsClock
    let logger: Logger
    let client: MQTTClient?
    /// Who this server is among several of the site.
    let identity: ServerIdentity
    let timers: ActuationTimers
    /// Interlock conditions of a valve that do not hold now.
    let failedInterlocks: @Sendable (ValveConfiguration) async -> [String]
    /// A finding was raised or cleared on a valve. Must not wait: all telemetry and every command waits with it.
    let onFinding: @Sendable (ValveStatus, ValveFinding, Bool) -> Void
    /// A valve's own pace is known better. Must not wait.
    let onLearned: @Sendable (String, TravelBaseline) -> Void
    /// A command came to a state that belongs into the history. Must not wait either.
    let onCommand: @Sendable (CommandStatus) -> Void

    var book: ValveBook
    var intake = ValveIntake()
    var gauges = ValveGauges()
    /// Valves that were heard since their series were set.
    var unshown: Set<String> = []
    /// The command under way on each valve.
    var runs: [String: CommandRun] = [:]
    /// Commands before it whose movement may still go on, oldest first.
    var overtaken: [String: [CommandRun]] = [:]
    /// Commands that wait for a person, by valve.
    var holds: [String: ActuationHold] = [:]
    var holdTimers: [String: Task<Void, Never>] = [:]
    /// Valves that this server may command, and the task that prolongs that.
    var leases = ValveLeaseBook()
    var leaseKeeper: Task<Void, Never>?
    /// Commands that nobody seemed to follow when they were last looked for.
    var leftOnce: Set<String> = []
    /// What other servers were heard to send.
    var others = OthersCommands()
    /// The highest epoch heard from them that is not stored yet, and the task that stores it.
    var heardEpoch: Int64?
    var raising: Task<Void, Never>?
    /// The site's epoch as the database last told it.
    var knownEpoch: Int64?
    var desk = CommandDesk()
    var storing: Task<Void, Never>?
    /// Valves for which a command is being stored right now, with its id.
    var reserved: [String: String] = [:]
    var reservationWaiters: [String: [CheckedContinuation<Void, Never>]] = [:]
    /// Refusals cost nobody a limit where `stop` and `safe` are asked for; their audit rows are bounded here.
    var refusals = RepeatQuota(limit: 10, window: .seconds(60))
    /// Nil where no valve speaks Sparkplug B.
    var sparkplug: SparkplugHost?
    var sparkplugTimer: Task<Void, Never>?
    var sparkplugDueAt: MonotonicTime?
    let presence: SparkplugPresence?
    private let homeAssistant: HomeAssistantAnnouncer
    private var reviews: [String: Task<Void, Never>] = [:]
    /// When each valve's process values last came.
    var telemetryAt: [String: MonotonicTime] = [:]
    private(set) var session: UInt64?
    var linkToldAt = MonotonicTime(nanoseconds: 0)
    private var stalenessTimers: [String: Task<Void, Never>] = [:]

    init(
        configuration: ServerConfiguration, identity: ServerIdentity, ledger: Ledger, bus: EventBus,
        registry: MetricRegistry, clock: any OpsClock, logger: Logger,
        failedInterlocks: @escaping @Sendable (ValveConfiguration) async -> [String],
        onFinding: @escaping @Sendable (ValveStatus, ValveFinding, Bool) -> Void,
        onLearned: @escaping @Sendable (String, TravelBaseline) -> Void = { _, _ in },
        onCommand: @escaping @Sendable (CommandStatus) -> Void
    ) {
        site = configuration.site
        timers = configuration.actuationTimers
        self.identity = identity
        self.ledger = ledger
        self.bus = bus
        self.registry = registry
        self.clock = clock
        self.logger = logger
        self.failedInterlocks = failedInterlocks
        self.onFinding = onFinding
        self.onLearned = onLearned
        self.onCommand = onCommand
        book = ValveBook(configuration.valves)
        let sparkplug = Self.sparkplugHost(configuration.valves)
        let presence =
            sparkplug == nil
            ? nil : SparkplugPresence(host: configuration.sparkplugHost ?? "opstui-\(configuration.site)", clock: clock)
        self.sparkplug = sparkplug
        self.presence = presence
        homeAssistant = HomeAssistantAnnouncer(configuration, logger: logger, registry: registry)
        client = configuration.mqtt.map {
            Self.makeClient(
                $0, site: configuration.site, Self.sparkplugSubscriptions(sparkplug, presence), presence: presence)
        }
    }

    /// All valves, by id.
    var statuses: [ValveStatus] { book.statuses }

    /// Follows the broker until cancelled.
    func run() async {
        guard let client else { return }
        client.start()
        for await event in client.events {
            switch event {
            case .linkUp(let session): await linkUp(session)
            case .linkDown(let reason, let retry): await linkDown(reason, retryInSeconds: retry)
            case .messages(let messages): await takeIn(messages)
            case .overflow(let dropped):
                registry.increment("mqtt_messages_dropped_total", by: Double(dropped))
                logger.warning("telemetry came faster than it could be taken in", metadata: ["dropped": "\(dropped)"])
            }
        }
    }

    /// Ends the link; commands under way become unknown and are settled after the next start.
    func stop() async {
        for task in stalenessTimers.values { task.cancel() }
        for task in reviews.values { task.cancel() }
        for timer in holdTimers.values { timer.cancel() }
        leaseKeeper?.cancel()
        for run in everyRun { await run.abandon() }
        sparkplugTimer?.cancel()
        await client?.stop(farewell: presence.map { [$0.message(online: false)] } ?? [])
        storing?.cancel()
        raising?.cancel()
        identity.release()
    }

    // MARK: The link

    private func linkUp(_ session: UInt64) async {
        self.session = session
        logger.info("the link to the broker is up", metadata: ["version": "\(client?.link.version ?? .v5)"])
        registry.setGauge("mqtt_up", [], 1)
        await bus.publish(.link(linkStatus))
        sparkplugLinkUp()
        if let client {
            let homeAssistant = homeAssistant
            Task { await homeAssistant.announce(over: client, inSession: session) }
        }
        for run in everyRun { await run.post(.connected) }
    }

    private var everyRun: [CommandRun] { overtaken.values.flatMap(\.self) + runs.values }

    /// All commands that are watched on a valve, the one in command last.
    func runs(on valve: String) -> [CommandRun] {
        overtaken[valve, default: []] + [runs[valve]].compactMap(\.self)
    }

    private func linkDown(_ reason: String, retryInSeconds: Double) async {
        let wasUp = session != nil
        session = nil
        registry.setGauge("mqtt_up", [], 0)
        registry.remove("mqtt_round_trip_seconds", [])
        sparkplugLinkLost()
        // First the commands: nothing else may delay their knowing.
        for run in everyRun { await run.post(.linkLost) }
        let lastSeen = await bus.snapshot().links.first { $0.name == .mqtt }?.lastSeenAt
        let detail = SafeText.clean(reason, limit: 120)
        await bus.publishIfChanged(
            .link(LinkStatus(name: .mqtt, state: .down, lastSeenAt: lastSeen, detail: detail)))
        guard wasUp else { return }
        logger.warning("the link to the broker is down", metadata: ["reason": "\(detail)"])
        for id in book.models.keys.sorted() { await update(id) { $0.linkLost(at: $1) } }
    }

    /// Lets `body` change a valve's model and tells everyone what that changed; `gathered`, together with what else has
    /// come in. False where the message was no news.
    @discardableResult
    func update(
        _ id: String, always: Bool = false, gathered: Bool = false,
        _ body: (inout ValveTelemetryModel, ActuationInstant) -> [ValveModelChange]?
    ) async -> Bool {
        let now = clock.instant
        guard let outcome = book.update(id, { body(&$0, now) }), let changes = outcome,
            let model = book.models[id]
        else { return false }
        if always || !changes.isEmpty {
            if gathered { intake.note(id) } else { await publish(model) }
        }
        for change in changes {
            switch change {
            case .raised(let finding): onFinding(model.status, finding, true)
            case .cleared(let finding): onFinding(model.status, finding, false)
            case .learned(let baseline): onLearned(id, baseline)
            default: break
            }
        }
        scheduleStaleness(id, at: model.staleAt)
        return true
    }

    private func publish(_ model: ValveTelemetryModel) async {
        show(model)
        await bus.publish(.valve(model.status))
    }

    /// False where a valve's process values are missing for longer than it may be silent.
    func isTelemetryRecent(_ id: String) -> Bool {
        guard let at = telemetryAt[id] else { return false }
        let isSparkplug = book.configurations[id]?.schema.sparkplug != nil
        return clock.monotonic.duration(since: at) <= (isSparkplug ? Self.sparkplugPatience : Self.telemetryPatience)
    }

    /// One task a valve waits for the moment at which its state becomes too old.
    private func scheduleStaleness(_ id: String, at time: MonotonicTime?) {
        guard stalenessTimers[id] == nil, let time else { return }
        let pause = time.duration(since: clock.monotonic)
        stalenessTimers[id] = Task { [weak self] in
            do { try await Task.sleep(for: max(pause, .milliseconds(10))) } catch { return }
            await self?.stalenessDue(id)
        }
    }

    /// Findings are told when they come and go; one that went while no server ran would stay an alert for ever. So each
    /// valve's absent findings are told once, when it has been heard for long enough to know.
    func reviewOnce(_ id: String) {
        guard reviews[id] == nil else { return }
        reviews[id] = Task { [weak self] in
            do { try await Task.sleep(for: Self.reviewAfter) } catch { return }
            await self?.review(id)
        }
    }

    private func review(_ id: String) {
        guard let status = book.models[id]?.status else { return }
        for finding in ValveFinding.allCases where !status.findings.contains(finding.rawValue) {
            onFinding(status, finding, false)
        }
    }

    private func stalenessDue(_ id: String) async {
        stalenessTimers[id] = nil
        await update(id) { $0.timer(at: $1) }
    }
}
