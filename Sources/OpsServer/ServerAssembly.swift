import Foundation
import Logging
import OpsCore
import OpsMetrics
import OpsRedis
import OpsStorage
import ServiceLifecycle

/// Puts the server's parts together, from the ground up, and starts them. The order in which they appear here is the
/// order in which they start; they stop in reverse.
struct ServerAssembly {
    let configuration: ServerConfiguration
    let logger: Logger
    let clock: any OpsClock = SystemClock()

    func start() async throws -> ServerRuntime {
        try prepareStateDirectory()
        let database = try await openDatabase()
        do {
            return try await start(on: database)
        } catch {
            await database.close()
            throw error
        }
    }

    private func start(on database: any Database) async throws -> ServerRuntime {
        let ledger = Ledger(database: database, clock: clock)
        let files = ruleFiles
        let marks = FileMark.of(files.paths())
        let rules = try loadRules(files)
        let bus = EventBus(picture: firstPicture(rules), clock: clock)
        let registry = MetricRegistry()
        MetricCatalogue.describe(in: registry)
        LeadOutcomes.begin(registry)
        registry.setInfo("opstui_build_info", [("version", OpsVersion.current)])
        let engine = QueryEngine(store: SeriesStore(configuration: StoreConfiguration()))
        let certificateMarks = FileMark.of(certificatePaths)
        let scrapeMarks = FileMark.of(configuration.scrapeFile.map { [$0] } ?? [])
        let certificate = try configuration.tls.map(TLSCertificate.init)
        var core = try makeCore(ledger: ledger, bus: bus, registry: registry, engine: engine)
        core.certificate = certificate.map { CertificateReload(certificate: $0, logger: logger) }
        let link = configuration.prometheus.map { PrometheusLink($0, clock: clock, logger: logger) }
        do {
            return try await start(
                core, engine: engine, link: link, rules: rules,
                following: (rules: marks, scrapes: scrapeMarks, certificate: certificateMarks))
        } catch {
            await link?.close()
            await core.shutDown()
            throw error
        }
    }

    private func start(
        _ core: OperationsCore, engine: QueryEngine, link: PrometheusLink?, rules: RuleFiles.Loaded,
        following marks: (rules: [String: FileMark], scrapes: [String: FileMark], certificate: [String: FileMark])
    ) async throws -> ServerRuntime {
        var core = core
        try await core.access.load()
        try await restore(core)
        let keeper = SeriesKeeper(
            store: engine.store, path: configuration.stateDirectory + "/series.snapshot", clock: clock, logger: logger)
        await keeper.restore()
        let (boundOnce, announce) = AsyncStream.makeStream(of: HTTPServer.Bound.self)
        core.scrapes = try configuration.scrapeFile.map { path in
            try ScrapeService(
                path: path, store: engine.store, clock: clock, logger: logger,
                seed: ScrapeService.seed(site: configuration.site))
        }
        let evaluation = await makeRules(core, rules, engine: engine, link: link)
        core.rules = evaluation
        let queries = SeriesQueries(
            engine: engine, registry: core.registry, rules: evaluation, scrapes: core.scrapes, clock: clock,
            startedAt: clock.wall,
            timeLimit: min(engine.limits.time, configuration.requestTimeout))
        let http = HTTPServer(
            configuration: configuration, operations: core, gatekeeper: core, metrics: core.registry,
            logger: logger,
            queries: queries, certificate: core.certificate?.certificate,
            onBound: { announce.yield($0) })
        let services =
            try makeServices(core, engine: engine, evaluation: evaluation, link: link)
            + followers(core, evaluation, marks) + (core.scrapes.map { [$0] } ?? []) + [keeper, http]
        let group = ServiceGroup(orderly: services, within: ServerRuntime.stopLimit, logger: logger)
        let ending = Guarded<String?>(nil)
        let running = Task { [core] in
            defer { announce.finish() }
            try await run(group, core, ending)
        }
        guard let bound = await boundOnce.first(where: { _ in true }) else {
            // The group ended before it listened: its error says why.
            try await running.value
            throw ServerStartError("the server ended before it listened")
        }
        return ServerRuntime(bound: bound, core: core, group: group, running: running, ending: ending)
    }

    /// Runs to the end. However it ends, streams end with it: whoever looks at this server must see that it is gone.
    private func run(_ group: ServiceGroup, _ core: OperationsCore, _ ending: Guarded<String?>) async throws {
        do {
            try await group.run()
        } catch {
            ending.with { $0 = SafeText.clean("\(error)", limit: 300) }
            logger.critical("the server ended by itself", metadata: ["error": "\(error)"])
            await core.bus.close()
            throw error
        }
        await core.bus.close()
    }

    // MARK: Ground

    private func prepareStateDirectory() throws {
        do {
            try FileManager.default.createDirectory(
                atPath: configuration.stateDirectory, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw ServerStartError(
                "the state directory \(configuration.stateDirectory) cannot be made: "
                    + "\(error.localizedDescription); choose another with --state-dir")
        }
    }

    private func openDatabase() async throws -> any Database {
        let database = try await DatabaseURL.open(configuration.databaseURL.reveal())
        do {
            _ = try await Migrator(database, OpsMigrations.all).up()
            return database
        } catch {
            await database.close()
            throw error
        }
    }

    private func firstPicture(_ rules: RuleFiles.Loaded) -> OpsSnapshot {
        let now = clock.wall
        var standing = RuleStanding()
        standing.load(rules.files, at: now)
        var server = ServerInfo(
            site: configuration.site, host: ProcessInfo.processInfo.hostName, version: OpsVersion.current,
            pid: getpid(), startedAt: now)
        server.embedded = configuration.embedded
        server.demo = configuration.demo
        server.rules = configuration.panes.rulesNote ?? ruleFiles.note
        server.limiter = configuration.redisURL == nil ? "local" : "redis"
        var metrics = MetricsStatus(current: MetricsPoint(at: now))
        metrics.stepSeconds = configuration.panes.stepSeconds
        metrics.window = configuration.panes.window
        (server.errorRatioLimit, server.p95LimitMs) = (standing.errorRatioLimit, standing.p95LimitMs)
        (metrics.errorRatioLimit, metrics.p95LimitMs) = (standing.errorRatioLimit, standing.p95LimitMs)
        var picture = OpsSnapshot(sequence: 0, at: now, server: server, metrics: metrics)
        picture.links = [
            LinkStatus(name: .mqtt, state: configuration.mqtt == nil ? .off : .down),
            LinkStatus(name: .redis, state: configuration.redisURL == nil ? .off : .down),
            LinkStatus(name: .database, state: .ok, lastSeenAt: now),
        ]
        if configuration.prometheus != nil { picture.links.append(LinkStatus(name: .prometheus, state: .down)) }
        picture.queue.limit = configuration.queueLimit
        return picture
    }

    // MARK: Services

    private func makeRules(
        _ core: OperationsCore, _ loaded: RuleFiles.Loaded, engine: QueryEngine, link: PrometheusLink?
    ) async -> RuleService {
        var scrapes: (service: ScrapeService, jobs: [ScrapeJob])?
        if let service = core.scrapes { scrapes = (service, await service.jobs) }
        let window = PromQLDuration.milliseconds(configuration.panes.window) ?? 60_000
        return RuleService(
            files: ruleFiles, loaded: loaded, engine: engine, link: link, alerts: core.alertService,
            registry: core.registry, restoration: configuration.forState,
            context: RuleContext(externalURL: configuration.publicURL), scrapes: scrapes,
            window: .milliseconds(window), clock: clock, logger: logger)
    }

    private func makeCore(
        ledger: Ledger, bus: EventBus, registry: MetricRegistry, engine: QueryEngine
    ) throws -> OperationsCore {
        let redis = try configuration.redisURL.map { RedisClient(endpoint: try RedisEndpoint.parse(url: $0.reveal())) }
        let alerts = AlertService(
            ledger: ledger, bus: bus, clock: clock, logger: logger, registry: registry)
        let breakers = BreakerBoard(alerts: alerts, clock: clock, logger: logger, registry: registry)
        let enrichment = configuration.upstream.map {
            EnrichmentService(settings: $0, registry: registry, clock: clock, logger: logger) { name, transition in
                breakers.changed(name, transition)
            }
        }
        let book = RateLimitBook(
            site: configuration.site, classes: configuration.limits, overrides: configuration.limitOverrides)
        let limiter = LimiterService(book: book, redis: redis, clock: clock, metrics: registry) { change in
            breakers.changed("redis", change.transition)
            logger.notice("\(change.text)", metadata: ["mode": "\(change.mode)"])
        }
        let baselines = BaselineKeeper(ledger: ledger, logger: logger)
        let interlocks = InterlockCheck(engine: engine, clock: clock)
        let valves = ValveService(
            configuration: configuration,
            identity: ServerIdentity(stateDirectory: configuration.stateDirectory),
            ledger: ledger, bus: bus, registry: registry, clock: clock, logger: logger,
            failedInterlocks: { interlocks.failed($0) },
            // A discovered valve's findings are shown with it; anybody on the broker could make such valves.
            onFinding: { if $0.configured || !$2 { alerts.offer($1, on: $0, holds: $2) } },
            onLearned: { baselines.offer($0, $1) },
            onCommand: { alerts.note(.valve($0, at: clock.wall)) })
        var limits = JobLimits(length: configuration.queueLimit, workers: configuration.workers)
        limits.concurrency = configuration.workers
        let jobs = JobService(
            limits: limits, ledger: ledger, bus: bus, registry: registry, clock: clock, logger: logger,
            enrichment: enrichment)
        return OperationsCore(
            configuration: configuration, clock: clock, startedAt: clock.monotonic, ledger: ledger, bus: bus,
            registry: registry, access: AccessService(configuration: configuration, ledger: ledger, logger: logger),
            limiter: limiter, valveService: valves,
            valveHistory: ValveHistory(engine: engine, interlocks: interlocks, clock: clock), alertService: alerts,
            baselines: baselines, jobService: jobs, enrichment: enrichment,
            redis: redis,
            links: LinkWatch(bus: bus, database: ledger.database, redis: redis, clock: clock, logger: logger))
    }

    /// What storage holds becomes the first picture.
    private func restore(_ core: OperationsCore) async throws {
        let (alerts, incidents) = try await core.alertService.restore()
        let commands = try await core.commands()
        let load = await core.alertService.load
        let (valves, tenants) = (await core.valves(), await core.access.tenants)
        await core.bus.prepare { picture in
            picture.alerts = alerts
            picture.alarms = load
            picture.incidents = incidents
            picture.commands = commands.reversed().suffix(16).map(\.self)
            picture.valves = valves
            picture.tenants = tenants
        }
        await core.valveService.resume(try await core.baselines.load())
        try await core.valveService.restore()
    }

    private func makeServices(
        _ core: OperationsCore, engine: QueryEngine, evaluation: RuleService, link: PrometheusLink?
    ) throws -> [any Service] {
        core.redis?.start()
        let queries = try PaneQueries(window: configuration.panes.window)
        let remote = link.map {
            RemotePanes(
                link: $0, queries: queries, bus: core.bus, clock: clock,
                step: .seconds(configuration.panes.stepSeconds), timeout: configuration.prometheus?.timeout ?? .zero)
        }
        let sampling = SamplingService(
            registry: core.registry, engine: engine,
            panes: remote ?? EmbeddedPanes(engine: engine, queries: queries),
            bus: core.bus, clock: clock, refresh: { await PictureRefresh(core: core, rules: evaluation).run() },
            tenants: { await core.access.tenants })
        return [
            LoopService { await core.alertService.run() }, LoopService { await core.links.run() },
            LoopService { await core.access.run() }, LoopService { await core.baselines.run() },
            LoopService { await core.valveService.run() }, LoopService { await core.valveService.takeUpOrphans() },
            LoopService { await core.jobService.run() },
            LoopService { await RetentionService(ledger: core.ledger, clock: clock, logger: logger).run() },
            LoopService { await StoreGauges(store: engine.store, registry: core.registry).run() },
            sampling, evaluation, ObjectiveService(rules: evaluation, engine: engine, bus: core.bus, clock: clock),
        ] + (remote.map { [$0] } ?? [])
    }

    private var ruleFiles: RuleFiles {
        RuleFiles(
            patterns: configuration.ruleFiles, interval: .seconds(configuration.panes.evaluationSeconds),
            objectives: configuration.objectiveFile)
    }

    private func loadRules(_ files: RuleFiles) throws -> RuleFiles.Loaded {
        do {
            return try files.load()
        } catch let fault as RuleFiles.Fault {
            throw ServerStartError(fault.description)
        }
    }

    private var certificatePaths: [String] { configuration.tls.map { [$0.certificate, $0.key] } ?? [] }

    /// Whoever changes a rule file or the certificate need not say so.
    private func followers(
        _ core: OperationsCore, _ evaluation: RuleService,
        _ marks: (rules: [String: FileMark], scrapes: [String: FileMark], certificate: [String: FileMark])
    ) -> [any Service] {
        var followers: [any Service] = []
        if !configuration.ruleFiles.isEmpty || configuration.objectiveFile != nil {
            let files = ruleFiles
            let rules = FileFollower(paths: { files.paths() }, taken: marks.rules) {
                (try? await evaluation.reload()) != nil
            }
            followers.append(LoopService { await rules.run() })
        }
        if let scrapes = core.scrapes, let path = configuration.scrapeFile {
            let file = FileFollower(paths: { [path] }, taken: marks.scrapes) {
                (try? await scrapes.reload()) != nil
            }
            followers.append(LoopService { await file.run() })
        }
        if let reload = core.certificate {
            let paths = certificatePaths
            let certificate = FileFollower(paths: { paths }, taken: marks.certificate) { reload.run() }
            followers.append(LoopService { await certificate.run() })
        }
        return followers
    }
}
