import Foundation
import OpsClient
import OpsCore
import OpsTestSupport
import Testing

/// The typed client has a call for every route of the table but those that no program of ours reads as JSON.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ClientCoverageTests {
    private static let exceptions: Set<String> = [
        "GET /livez", "GET /readyz", "GET /metrics", "GET /openapi.json",
        "GET /-/healthy", "GET /-/ready",
    ]

    @Test("B16: every route is called by the client, and its answer or problem is understood") func routes()
        async throws
    {
        let site = try await ServedSite.start(in: Place())
        let client = OpsClient(endpoint: .unix(path: site.place.socket))
        for call in Self.calls {
            do { try await call(client) } catch OpsClientError.refused { /* An answer too. */  }
        }
        var updates = client.stream().makeAsyncIterator()
        guard case .snapshot = await updates.next() else { return #expect(Bool(false), "no snapshot") }
        await client.close()
        // Prometheus' read API has Prometheus' own clients: see PrometheusAPITests.
        let own = RouteTable.all.filter { !$0.pattern.hasPrefix("/api/v1/") }
        let wanted = Set(own.map { "\($0.method.rawValue) \($0.pattern)" }).subtracting(Self.exceptions)
        try await eventually("all of them are in the log; missing: \(wanted.subtracting(Self.seen(site)))") {
            wanted.isSubset(of: Self.seen(site))
        }
        await site.stop()
    }

    private static func seen(_ site: ServedSite) -> Set<String> {
        Set(
            site.accessLog.split(separator: "\n").compactMap { line in
                guard let json = try? JSON.parse(String(line)), let endpoint = json["endpoint"].text else { return nil }
                return json["method"].text.map { "\($0) \(endpoint)" }
            })
    }

    private static let calls: [@Sendable (OpsClient) async throws -> Void] =
        [
            { _ = try await $0.health() }, { _ = try await $0.snapshot() }, { _ = try await $0.commands() },
            { _ = try await $0.command(id: "c") }, { _ = try await $0.valves() }, { _ = try await $0.valve(id: "v") },
            { _ = try await $0.actuate(valve: "v", ActuationRequest(action: .stop), idempotencyKey: "k") },
            { _ = try await $0.select(valve: "v", ActuationRequest(action: .close), idempotencyKey: "k") },
            { _ = try await $0.confirmCommand(id: "c", CommandConfirmation()) },
            { _ = try await $0.cancelCommand(id: "c") },
            { _ = try await $0.incidents() }, { _ = try await $0.incident(id: 1) },
            { _ = try await $0.updateIncident(id: 1, IncidentUpdate(note: "n")) }, { _ = try await $0.alerts() },
            { _ = try await $0.plantAlerts() }, { _ = try await $0.acknowledgeAlert(id: "a") },
            { _ = try await $0.resolveAlert(id: "a") }, { _ = try await $0.resolvePlantAlert(id: "a") },
        ] + alarms + more

    private static let alarms: [@Sendable (OpsClient) async throws -> Void] = [
        { _ = try await $0.shelveAlert(id: "a", AlertShelving()) }, { _ = try await $0.unshelveAlert(id: "a") },
        { _ = try await $0.withdrawAlert(id: "a", AlertWithdrawal(reason: "r")) },
        { _ = try await $0.returnAlert(id: "a") }, { _ = try await $0.alarms() },
        { _ = try await $0.objectives() },
        { _ = try await $0.takeAlerts(AlertmanagerNotice(alerts: [])) },
    ]

    private static let more: [@Sendable (OpsClient) async throws -> Void] = [
        { _ = try await $0.audit() }, { _ = try await $0.modelStatus() }, { _ = try await $0.tenants() },
        { _ = try await $0.reloadKeys() }, { _ = try await $0.reloadRules() }, { _ = try await $0.telemetryAccess() },
        { _ = try await $0.enrich(LeadEnrichmentRequest(domain: "a.example")) },
        { _ = try await $0.recordOutcome(ofLead: "a.example", LeadOutcomeRequest(outcome: .won)) },
        { _ = try await $0.submit(JobRequest(kind: "enrich", input: ["domain": "a.example"])) },
        { _ = try await $0.jobs() }, { _ = try await $0.job(id: "j") }, { _ = try await $0.cancelJob(id: "j") },
        { _ = try await $0.errorPage(.queueFull) }, { _ = try await $0.keys() },
        { _ = try await $0.createKey(KeyCreation(holder: "covered")) }, { _ = try await $0.rotateKey(id: "k") },
        { _ = try await $0.pauseKey(id: "k") }, { _ = try await $0.resumeKey(id: "k") },
        { _ = try await $0.revokeKey(id: "k") },
    ]
}
