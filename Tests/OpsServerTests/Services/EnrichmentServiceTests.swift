import OpsCore
import OpsMetrics
import OpsTestSupport
import Testing

@testable import OpsServer

@Suite struct EnrichmentServiceTests {
    static func with(
        readTimeout: Duration = .seconds(20),
        _ body: (EnrichmentService, TestProvider, SettableClock, Guarded<[CircuitBreaker.Transition]>) async throws ->
            Void
    ) async throws {
        try await TestProvider.with { provider in
            let clock = SettableClock()
            var settings = provider.settings
            settings.readTimeout = readTimeout
            let transitions = Guarded<[CircuitBreaker.Transition]>([])
            let service = EnrichmentService(
                settings: settings, registry: MetricRegistry(), clock: clock, logger: TestLedger.logger
            ) { _, transition in transitions.with { $0.append(transition) } }
            let result: Result<Void, any Error>
            do {
                result = .success(try await body(service, provider, clock, transitions))
            } catch {
                result = .failure(error)
            }
            await service.close()
            try result.get()
        }
    }

    static func lead(_ name: String) -> LeadEnrichmentRequest {
        LeadEnrichmentRequest(domain: "\(name).example", email: nil)
    }

    static func code(_ service: EnrichmentService, _ name: String) async -> ProblemCode? {
        do {
            _ = try await service.enrich(lead(name), requestID: "request-1")
            return nil
        } catch {
            return (error as? Refusal)?.code
        }
    }

    @Test func anAnswerIsCachedAndCleaned() async throws {
        try await Self.with { service, provider, _, _ in
            let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            let first = try await RequestTrace.$current.withValue(
                RequestTrace(requestID: "request-1", traceparent: trace)
            ) { try await service.enrich(Self.lead("a"), requestID: "request-1") }
            #expect(first.cached == false)
            #expect(first.company?.unicodeScalars.contains("\u{202e}") == false)
            #expect(try await service.enrich(Self.lead("a"), requestID: "request-2").cached == true)
            #expect(provider.requests.count == 1)
            #expect(provider.requests.first?["x-request-id"] == "request-1")
            #expect(provider.requests.first?["traceparent"] == trace)
            #expect(await service.modelStatus().spendToday == 0.5)
        }
    }

    @Test func theBreakerOpensTriesAndCloses() async throws {
        try await Self.with { service, provider, clock, transitions in
            provider.behave(.status(503))
            for turn in 0..<4 { #expect(await Self.code(service, "f\(turn)") == .degraded) }
            #expect(await service.breakerStatus().state == .open)
            let before = provider.requests.count
            #expect(await Self.code(service, "g") == .breakerOpen)
            #expect(provider.requests.count == before)
            // A probe that fails opens it again; probes that succeed close it.
            clock.advance(by: .seconds(20))
            #expect(await Self.code(service, "h") == .degraded)
            #expect(await service.breakerStatus().state == .open)
            clock.advance(by: .seconds(20))
            provider.behave(.answer)
            for turn in 0..<10 where await service.breakerStatus().state != .closed {
                #expect(await Self.code(service, "i\(turn)") == nil)
            }
            #expect(await service.breakerStatus().state == .closed)
            #expect(transitions.value.map(\.to) == [.open, .halfOpen, .open, .halfOpen, .closed])
        }
    }

    @Test func noFailureIsCached() async throws {
        try await Self.with { service, provider, _, _ in
            provider.behave(.status(500))
            #expect(await Self.code(service, "a") == .degraded)
            provider.behave(.answer)
            let answer = try await service.enrich(Self.lead("a"), requestID: "request-1")
            #expect(!answer.cached)
        }
    }

    @Test(arguments: [TestProvider.Behaviour.hang, .drip])
    func whatComesTooLateIsATimeOut(_ behaviour: TestProvider.Behaviour) async throws {
        try await Self.with(readTimeout: .milliseconds(500)) { service, provider, _, _ in
            provider.behave(behaviour)
            #expect(await Self.code(service, "a") == .upstreamTimeout)
            // Time-outs alone are tried again, three times in all.
            #expect((2...3).contains(provider.requests.count))
        }
    }

    @Test func anUnknownCompanyIsNoFailureOfTheProvider() async throws {
        try await Self.with { service, provider, _, _ in
            provider.behave(.status(404))
            for turn in 0..<8 { #expect(await Self.code(service, "n\(turn)") == .resourceNotFound) }
            #expect(await service.breakerStatus().state == .closed)
        }
    }
}
