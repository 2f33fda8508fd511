import OpsCore
import OpsStorage
import Testing

@testable import OpsServer

@Suite struct RetentionTests {
    @Test func whatIsOldGoesAndWhatIsOpenStays() async throws {
        try await TestLedger.with { ground in
            let now = ground.clock.wall
            try await ground.database.write { connection in
                _ = try IdempotencyRepository().claim(key: "k", digest: "d", commandID: "c", at: now, connection)
                for (id, state) in [("done", CommandState.confirmed), ("open", .unknown)] {
                    var command = CommandStatus(
                        id: id, valveId: "v", action: .close, position: 0, actor: "a", reason: nil,
                        epoch: id == "done" ? 1 : 2, issuedAt: now, notAfter: now)
                    command.state = state
                    try CommandRepository().save(command, connection)
                }
                for (index, status) in [IncidentPhase.resolved, .open].enumerated() {
                    var incident = IncidentStatus(id: Int64(index + 1), title: "t", severity: .sev3, openedAt: now)
                    incident.status = status
                    incident.resolvedAt = status == .resolved ? now : nil
                    try IncidentRepository().save(incident, connection)
                }
                for turn in 0..<700 {
                    var job = JobStatus(id: "j\(turn)", kind: "enrich", tenant: "t", state: .queued, enqueuedAt: now)
                    try JobRepository().insert(job, input: [:], connection)
                    guard turn > 0 else { continue }
                    (job.state, job.endedAt) = (.succeeded, now)
                    try JobRepository().update(job, connection)
                }
            }
            let service = RetentionService(ledger: ground.ledger, clock: ground.clock, logger: TestLedger.logger)
            await service.sweep()
            #expect(try await counts(ground) == [1, 2, 2, 700])
            ground.clock.advance(by: .seconds(15 * 86_400))
            await service.sweep()
            #expect(try await counts(ground) == [0, 2, 2, 1])
            ground.clock.advance(by: .seconds(90 * 86_400))
            await service.sweep()
            #expect(try await counts(ground) == [0, 1, 1, 1])
        }
    }

    /// Idempotency keys, commands, incidents, jobs.
    private func counts(_ ground: TestLedger) async throws -> [Int64] {
        try await ground.database.read { connection in
            try ["idempotency", "commands", "incidents", "jobs"].map { table in
                try connection.query("SELECT COUNT(*) AS n FROM \(table)").first?.integer("n") ?? -1
            }
        }
    }
}
