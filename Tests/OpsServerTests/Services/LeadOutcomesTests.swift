import OpsCore
import OpsMetrics
import OpsStorage
import Testing

@testable import OpsServer

@Suite struct LeadOutcomesTests {
    private static let acme = Caller(identity: .key(tenant: "acme", keyID: "k-1"), role: .tenant)
    private static let other = Caller(identity: .key(tenant: "other", keyID: "k-2"), role: .tenant)

    private struct Ground {
        var ground: TestLedger
        let registry = MetricRegistry()

        func say(_ outcome: LeadOutcome, of lead: String, by caller: Caller = acme) async throws -> LeadOutcomeStatus {
            try await LeadOutcomes(ledger: ground.ledger, registry: registry, clock: ground.clock)
                .record(outcome, ofLead: lead, by: caller, requestID: "r")
        }

        func count(_ outcome: LeadOutcome) -> String? {
            registry.expose().split(separator: "\n")
                .first { $0.hasPrefix("lead_outcome_total{outcome=\"\(outcome)\"}") }?
                .split(separator: " ").last.map(String.init)
        }
    }

    @Test func theNewestWordOfEachTenantStandsAndIsCountedOnce() async throws {
        try await TestLedger.with { ledger in
            let ground = Ground(ground: ledger)
            let first = try await ground.say(.contacted, of: "Lead.Example")
            #expect(first.leadId == "lead.example")
            ledger.clock.advance(by: .seconds(60))
            #expect(try await ground.say(.contacted, of: "lead.example") == first, "said already")
            _ = try await ground.say(.lost, of: "lead.example", by: Self.other)
            let won = try await ground.say(.won, of: "lead.example")
            #expect(won.recordedAt > first.recordedAt)
            let stored = try await ledger.database.read { connection in
                try [Self.acme, Self.other].map {
                    try LeadOutcomeRepository().find("lead.example", of: $0.name, connection)?.outcome
                }
            }
            #expect(stored == [.won, .lost])
            #expect([.contacted, .won, .lost].map(ground.count) == ["1", "1", "1"])
            let audit = try await ledger.database.read { try AuditRepository().newest(limit: 10, $0) }
            #expect(audit.map(\.action) == ["lead.outcome", "lead.outcome", "lead.outcome"])
            #expect(audit.allSatisfy { $0.subject == "lead/lead.example" })
        }
    }

    @Test func whatIsNotStoredIsNeitherAnsweredNorCounted() async throws {
        try await TestLedger.with { ledger in
            let ground = Ground(ground: ledger)
            ledger.database.fail(true)
            await #expect(throws: (any Error).self) { _ = try await ground.say(.won, of: "a.example") }
            #expect(ground.count(.won) == nil)
            ledger.database.fail(false)
            let refusal = await #expect(throws: Refusal.self) { _ = try await ground.say(.won, of: "no domain") }
            #expect(refusal?.code == .validationFailed)
        }
    }

    @Test func retentionForgetsOldWords() async throws {
        try await TestLedger.with { ledger in
            _ = try await Ground(ground: ledger).say(.won, of: "a.example")
            let service = RetentionService(ledger: ledger.ledger, clock: ledger.clock, logger: TestLedger.logger)
            func rows() async throws -> Int64? {
                try await ledger.database.read {
                    try $0.query("SELECT COUNT(*) AS n FROM lead_outcomes").first?.integer("n")
                }
            }
            ledger.clock.advance(by: .seconds(29 * 86_400))
            await service.sweep()
            #expect(try await rows() == 1)
            ledger.clock.advance(by: .seconds(2 * 86_400))
            await service.sweep()
            #expect(try await rows() == 0)
        }
    }
}
