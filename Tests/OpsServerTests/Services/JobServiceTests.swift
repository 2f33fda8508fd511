import OpsCore
import OpsMetrics
import OpsStorage
import OpsTestSupport
import Testing

@testable import OpsServer

@Suite struct JobServiceTests {
    static func caller(_ tenant: String) -> Caller {
        Caller(identity: .key(tenant: tenant, keyID: tenant), role: .tenant)
    }

    static func request(_ name: String) -> JobRequest {
        JobRequest(kind: "enrich", input: ["domain": "\(name).example"])
    }

    struct Ground {
        let ledger: TestLedger
        let provider: TestProvider
        let enrichment: EnrichmentService

        func service(limits: JobLimits = JobLimits(workers: 2, concurrency: 2)) -> JobService {
            JobService(
                limits: limits, ledger: ledger.ledger, bus: ledger.bus(), registry: MetricRegistry(),
                clock: ledger.clock,
                logger: TestLedger.logger, enrichment: enrichment)
        }

        func stored() async throws -> [JobStatus] {
            try await ledger.database.read { try JobRepository().list(tenant: nil, limit: 1000, $0) }
        }
    }

    static func with(_ body: (Ground) async throws -> Void) async throws {
        try await TestLedger.with { ledger in
            try await TestProvider.with { provider in
                var settings = provider.settings
                settings.breakerMinimumCalls = 1000
                settings.readTimeout = .milliseconds(500)
                let enrichment = EnrichmentService(
                    settings: settings, registry: MetricRegistry(), clock: SystemClock(), logger: TestLedger.logger
                ) { _, _ in }
                let result: Result<Void, any Error>
                do {
                    result = .success(
                        try await body(Ground(ledger: ledger, provider: provider, enrichment: enrichment)))
                } catch {
                    result = .failure(error)
                }
                await enrichment.close()
                try result.get()
            }
        }
    }

    @Test func aJobRunsAndKeepsItsResult() async throws {
        try await Self.with { ground in
            let service = ground.service()
            let job = try await service.submit(Self.request("a"), by: Self.caller("acme"))
            try await eventually { try await service.job(job.id, by: Self.caller("acme")).state == .succeeded }
            let ended = try await service.job(job.id, by: Self.caller("acme"))
            #expect(ended.result?.contains("water") == true)
            await #expect { try await service.job(job.id, by: Self.caller("globex")) } throws: {
                ($0 as? Refusal)?.code == .resourceNotFound
            }
        }
    }

    @Test func theQueueIsBoundedAlsoWhileJobsAreStoredOrWait() async throws {
        try await Self.with { ground in
            ground.provider.behave(.status(503))
            let service = ground.service(limits: JobLimits(length: 10, workers: 2, concurrency: 2))
            let codes = await withTaskGroup(of: ProblemCode?.self) { group in
                for turn in 0..<60 {
                    group.addTask {
                        do {
                            _ = try await service.submit(Self.request("q\(turn)"), by: Self.caller("acme"))
                            return nil
                        } catch {
                            return (error as? Refusal)?.code
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            // Ten wait and two may run; those that failed and wait for another attempt still count.
            let accepted = codes.count { $0 == nil }
            #expect((10...13).contains(accepted))
            let refusals = Set(codes.compactMap(\.self))
            #expect(refusals == [.queueFull])
            let kept = try await ground.stored()
            #expect(kept.count == accepted)
        }
    }

    @Test func everyAcceptedJobRuns() async throws {
        try await Self.with { ground in
            let service = ground.service()
            await withTaskGroup(of: Void.self) { group in
                for turn in 0..<40 {
                    group.addTask {
                        _ = try? await service.submit(Self.request("j\(turn)"), by: Self.caller("t\(turn % 3)"))
                    }
                }
            }
            try await eventually(within: .seconds(90), "all ran") {
                try await ground.stored().count { $0.state == .succeeded } == 40
            }
        }
    }

    @Test func stoppingGivesJobsBackAndANewServerTakesAllUp() async throws {
        try await Self.with { ground in
            ground.provider.behave(.hang)
            let first = ground.service()
            let running = Task { await first.run() }
            for turn in 0..<50 { _ = try await first.submit(Self.request("j\(turn)"), by: Self.caller("acme")) }
            try await eventually("two run") { try await ground.stored().count { $0.state == .running } == 2 }
            running.cancel()
            await running.value
            #expect(try await ground.stored().allSatisfy { $0.state == .queued })
            ground.provider.behave(.answer)
            // More than one look at storage brings of one tenant.
            let second = ground.service()
            let again = Task { await second.run() }
            try await eventually(within: .seconds(90), "all ran") {
                try await ground.stored().count { $0.state == .succeeded } == 50
            }
            again.cancel()
            await again.value
        }
    }

    @Test func aTenantsFloodDoesNotHoldUpAnother() async throws {
        try await Self.with { ground in
            ground.provider.behave(.hang)
            let service = ground.service(limits: JobLimits(workers: 1, concurrency: 1))
            for turn in 0..<30 { _ = try await service.submit(Self.request("f\(turn)"), by: Self.caller("flood")) }
            let quiet = try await service.submit(Self.request("quiet"), by: Self.caller("quiet"))
            ground.provider.behave(.answer)
            try await eventually(within: .seconds(90)) {
                try await service.job(quiet.id, by: Self.caller("quiet")).state == .succeeded
            }
            // Of what was still to come, one may have been taken already, and one more may have had its turn.
            let jobs = try await ground.stored()
            let mine = try #require(jobs.first { $0.id == quiet.id }?.startedAt)
            let served = jobs.compactMap { $0.tenant == "flood" ? $0.startedAt : nil }
                .count { $0 > quiet.enqueuedAt && $0 < mine }
            #expect(served <= 2)
        }
    }

    @Test func aCancelledJobStaysCancelled() async throws {
        try await Self.with { ground in
            ground.provider.behave(.hang)
            let service = ground.service(limits: JobLimits(workers: 1, concurrency: 1))
            let runs = try await service.submit(Self.request("a"), by: Self.caller("acme"))
            let waits = try await service.submit(Self.request("b"), by: Self.caller("acme"))
            try await eventually { ground.provider.requests.count >= 1 }
            for job in [waits, runs] {
                let ended = try await service.cancel(job.id, by: Self.caller("acme"), requestID: "r")
                #expect(ended.state == .cancelled)
            }
            try await eventually { await service.workers.isEmpty }
            #expect(try await ground.stored().allSatisfy { $0.state == .cancelled })
            ground.provider.behave(.answer)
            let done = try await service.submit(Self.request("c"), by: Self.caller("acme"))
            try await eventually { try await service.job(done.id, by: Self.caller("acme")).state == .succeeded }
            // What has ended is not cancelled any more.
            #expect(try await service.cancel(done.id, by: Self.caller("acme"), requestID: "r").state == .succeeded)
        }
    }

    @Test func aFailedAttemptIsRetriedAfterAPauseAndThenGivenUp() async throws {
        try await Self.with { ground in
            ground.provider.behave(.status(503))
            let service = ground.service(limits: JobLimits(workers: 1, concurrency: 1, attempts: 2))
            let job = try await service.submit(Self.request("a"), by: Self.caller("acme"))
            try await eventually("it waits for another attempt") { await service.postponed.count == 1 }
            #expect(try await service.job(job.id, by: Self.caller("acme")).state == .queued)
            try await eventually(within: .seconds(90), "it failed") {
                try await service.job(job.id, by: Self.caller("acme")).state == .failed
            }
            let ended = try await service.job(job.id, by: Self.caller("acme"))
            #expect(ended.attempts == 2)
            #expect(ended.error == .degraded)
        }
    }

    @Test func anEndThatCouldNotBeStoredIsMadeUpFor() async throws {
        try await Self.with { ground in
            let service = ground.service()
            let job = try await service.submit(Self.request("a"), by: Self.caller("acme"))
            try await eventually { try await service.job(job.id, by: Self.caller("acme")).state == .succeeded }
            // As a server leaves it that could not store the end: running, its lease over, no worker.
            let past = ground.ledger.clock.wall.advanced(seconds: -100)
            let owner = await service.owner
            try await ground.ledger.database.write { connection in
                _ = try connection.execute(
                    "UPDATE jobs SET state = 'running', lease_owner = ?, lease_expires_ms = ?, attempts = 1",
                    [.text(owner), .integer(past.milliseconds)])
            }
            let running = Task { await service.run() }
            try await eventually(within: .seconds(90), "it ran again") {
                let stored = try await service.job(job.id, by: Self.caller("acme"))
                return stored.state == .succeeded && stored.attempts == 2
            }
            running.cancel()
            await running.value
        }
    }
}
