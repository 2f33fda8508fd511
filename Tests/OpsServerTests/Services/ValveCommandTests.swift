import OpsCore
import OpsPlant
import OpsStorage
import OpsTestSupport
import Testing

@testable import OpsServer

/// Commands beside each other, repeated, and across a restart, on a whole server core.
@Suite(.serialized) struct ValveCommandTests {
    @Test func stopSupersedesARunningClose() async throws {
        // Slow enough that the valve is still on its way on a busy machine.
        try await TestSite.with(timeScale: 0.25) { site in
            let close = try await site.actuate(.close)
            try await site.wait(for: close.id, "moving") { $0 == .moving }
            let stop = try await site.actuate(.stop)
            #expect(try await site.wait(for: stop.id, "ended") { $0.isFinal }.state == .confirmed)
            #expect(try await site.wait(for: close.id, "ended") { $0.isFinal }.state == .superseded)
            let position = try await site.position()
            #expect(position > 0 && position < 100)
            #expect(stop.epoch > close.epoch)
            #expect(site.witness.phases(of: stop.id) == [.operate])
        }
    }

    @Test func stopGoesOutWhileTheSelectIsUnanswered() async throws {
        try await TestSite.with { site in
            await site.plant.inject(.silent, valve: "v-1")
            let close = try await site.actuate(.close)
            let stop = try await site.actuate(.stop)
            try await eventually("the stop is on the wire") { site.witness.phases(of: stop.id) == [.operate] }
            #expect(try await site.wait(for: close.id, "ended") { $0.isFinal }.state == .superseded)
            #expect(!site.witness.phases(of: close.id).contains(.operate))
        }
    }

    @Test func ofTwoAtOnceOneWins() async throws {
        try await TestSite.with { site in
            let outcomes = await withTaskGroup(of: Result<CommandStatus, any Error>.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        do { return .success(try await site.actuate(.close)) } catch { return .failure(error) }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let begun = outcomes.compactMap { try? $0.get() }
            let codes = outcomes.compactMap { outcome -> ProblemCode? in
                if case .failure(let error) = outcome { (error as? Refusal)?.code } else { nil }
            }
            #expect(begun.count == 1)
            #expect(codes == Array(repeating: .commandInExecution, count: 7))
            let winner = try #require(begun.first)
            #expect(try await site.wait(for: winner.id, "ended") { $0.isFinal }.state == .confirmed)
            #expect(Set(site.witness.sightings.map(\.message.commandID)) == [winner.id])
        }
    }

    @Test func theSameKeyAnswersWithTheSameCommand() async throws {
        try await TestSite.with { site in
            let twice = await withTaskGroup(of: CommandStatus?.self) { group in
                for _ in 0..<4 { group.addTask { try? await site.actuate(.close, key: "key-1") } }
                return await group.reduce(into: []) { $0.append($1?.id) }
            }
            #expect(twice == Array(repeating: "key-1", count: 4))
            await #expect { try await site.actuate(.open, key: "key-1") } throws: {
                ($0 as? Refusal)?.code == .idempotencyConflict
            }
            await #expect { try await site.actuate(.close, valve: "v-2", key: "key-1") } throws: {
                ($0 as? Refusal)?.code == .idempotencyConflict
            }
            let end = try await site.wait(for: "key-1", "ended") { $0.isFinal }
            #expect(try await site.actuate(.close, key: "key-1") == end)
            #expect(try await site.core.commands().count == 1)
            #expect(site.witness.phases(of: "key-1") == [.select, .operate])
        }
    }

    @Test func aForgottenKeyDoesNotRewriteHistory() async throws {
        try await TestSite.with { site in
            _ = try await site.actuate(.close, key: "key-2")
            let end = try await site.wait(for: "key-2", "ended") { $0.isFinal }
            let future = SystemClock().wall.advanced(seconds: 1)
            _ = try await site.core.ledger.database.write { try IdempotencyRepository().prune(before: future, $0) }
            await #expect { try await site.actuate(.open, key: "key-2") } throws: {
                ($0 as? Refusal)?.code == .idempotencyConflict
            }
            #expect(try await site.command("key-2") == end)
        }
    }

    @Test func theOutcomeIsWaitedForWithoutAStream() async throws {
        try await TestSite.with { site in
            let command = try await site.actuate(.close)
            #expect(try await site.server.attachedCount == 0)
            let early = try await site.core.outcome(ofCommand: command.id, within: .milliseconds(1))
            #expect(!early.state.isFinal)
            let end = try await site.core.outcome(ofCommand: command.id, within: .seconds(60))
            #expect(end.state == .confirmed)
        }
    }

    @Test func waitingThatWasAskedForIsNoLatency() async throws {
        try await TestSite.with { site in
            let start = SystemClock().monotonic
            // An empty body: the default action, to its outcome.
            #expect(try await site.post("/valves/v-1/actuate") == 200)
            let seconds = SystemClock().monotonic.seconds(since: start)
            let counted = try await site.core.metricsText().split(separator: "\n")
                .first { $0.hasPrefix("http_request_duration_seconds_sum") && $0.contains("/actuate") }
                .flatMap { $0.split(separator: " ").last }.flatMap { Double($0) }
            // The valve must rest for a second before its end counts; that second at least was not counted.
            #expect(seconds - (try #require(counted)) >= 1)
        }
    }

    @Test func aCommandUnderWaySurvivesARestart() async throws {
        try await TestSite.with(timeScale: 1) { site in
            let command = try await site.actuate(.close)
            try await site.wait(for: command.id, "moving") { $0 == .moving }
            try await site.restartServer()
            // The stroke may end while the server starts, so its steps tell what the command was in between.
            #expect([.unknown, .confirmed].contains(try await site.command(command.id).state))
            let stored = try await site.core.ledger.database.read { try CommandRepository().find(id: command.id, $0) }
            #expect(stored?.steps.contains { $0.state == .unknown } == true)
            let end = try await site.wait(for: command.id, "settled") { $0.isFinal }
            #expect(end.state == .confirmed)
            #expect(site.witness.phases(of: command.id) == [.select, .operate])
        }
    }

    @Test func aMovementIsWatchedToItsEndWhereTheStopNeverReachedTheValve() async throws {
        try await TestSite.with(timeScale: 1) { site in
            let close = try await site.actuate(.close)
            try await site.wait(for: close.id, "moving") { $0 == .moving }
            let now = SystemClock().wall
            // As after a crash between storing a stop and sending it.
            try await site.core.ledger.database.write { connection in
                var stop = CommandStatus(
                    id: "stop", valveId: "v-1", action: .stop, position: nil, actor: "op1", reason: nil,
                    epoch: close.epoch + 1, issuedAt: now, notAfter: now.advanced(seconds: 5))
                stop.bootId = close.bootId
                try CommandRepository().save(stop, connection)
            }
            try await site.restartServer()
            #expect(try await site.wait(for: close.id, "settled") { $0.isFinal }.state == .confirmed)
            #expect(try await site.wait(for: "stop", "settled") { $0.isFinal }.state == .timedOut)
            #expect(site.witness.phases(of: "stop").isEmpty)
            #expect(try await site.core.valve(id: "v-1").status.commandId == nil)
        }
    }

    @Test func whatNeverLeftIsSettledAfterARestart() async throws {
        try await TestSite.with { site in
            let boot = try #require(try await site.core.valve(id: "v-1").status.bootId)
            let now = SystemClock().wall
            try await site.core.ledger.database.write { connection in
                for (epoch, id) in [(1, "older"), (2, "newer")] {
                    var command = CommandStatus(
                        id: id, valveId: "v-1", action: .close, position: 0, actor: "op1", reason: nil,
                        epoch: Int64(epoch), issuedAt: now, notAfter: now.advanced(seconds: 5))
                    command.bootId = boot
                    try CommandRepository().save(command, connection)
                }
            }
            try await site.restartServer()
            #expect(try await site.command("older").state == .unknown)
            #expect(try await site.command("newer").state == .unknown)
            for id in ["older", "newer"] {
                #expect(try await site.wait(for: id, "settled") { $0.isFinal }.state == .failed)
            }
            #expect(site.witness.sightings.isEmpty)
            #expect(try await site.position() == 100)
        }
    }
}
