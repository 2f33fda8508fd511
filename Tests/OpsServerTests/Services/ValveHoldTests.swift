import Foundation
import NIOHTTP1
import OpsCore
import OpsPlant
import OpsTestSupport
import Testing

@testable import OpsServer

/// Commands that wait for a person, on a whole server core with a real broker.
@Suite(.serialized) struct ValveHoldTests {
    private static let second = Caller(identity: .local(user: "op2"), role: .operator)

    private static func refusal(_ work: () async throws -> CommandStatus) async -> Refusal? {
        do {
            _ = try await work()
            return nil
        } catch {
            return error as? Refusal
        }
    }

    @Test func aSecondPersonLetsACriticalValveMove() async throws {
        try await TestSite.with { site in
            let held = try await site.actuate(.close, valve: "v-3")
            #expect(held.state == .held && held.needsSecondPerson == true && held.holdUntil != nil)
            #expect(try await site.core.valve(id: "v-3").status.hold == ValveHold(held))
            // Held twice over: by the same person, by the same person's key, and by what was not shown.
            let key = Caller(identity: .key(tenant: "op1", keyID: "k9"), role: .operator)
            for same in [TestSite.caller, key] {
                #expect(await Self.refusal { try await site.confirm(held.id, by: same) }?.code == .needsSecondOperator)
            }
            let other = CommandConfirmation(action: .open)
            #expect(
                await Self.refusal { try await site.confirm(held.id, by: Self.second, other) }?.code == .stateChanged)
            #expect(site.witness.sightings.isEmpty)
            let begun = try await site.confirm(held.id, by: Self.second, CommandConfirmation(of: held))
            #expect(begun.epoch > held.epoch && begun.confirmedBy == "op2" && begun.actor == "op1")
            let end = try await site.wait(for: held.id, "ended") { $0.isFinal }
            #expect(end.state == .confirmed && end.confirmedBy == "op2")
            #expect(end.steps.map(\.state) == [.held, .requested, .selected, .accepted, .moving, .confirmed])
            #expect(site.witness.phases(of: held.id) == [.select, .operate])
            #expect(try await site.core.valve(id: "v-3").status.hold == nil)
            // Told again, e.g. because the answer was lost: nothing starts anew.
            #expect(try await site.confirm(held.id, by: Self.second).state == .confirmed)
            let rows = try await site.core.audit(limit: 50).filter { $0.subject == "valve/v-3" }
            #expect(rows.contains { $0.action == "valve.confirm" && $0.actor == "op2" && $0.outcome == "confirmed" })
            #expect(rows.contains { $0.action == "valve.confirm" && $0.outcome == "NEEDS_SECOND_OPERATOR" })
        }
    }

    @Test func othersAreToldWhoHasIt() async throws {
        try await TestSite.with { site in
            let held = try await site.actuate(.close, valve: "v-3")
            let refused = await Self.refusal { try await site.actuate(.close, valve: "v-3", by: Self.second) }
            #expect(refused?.code == .alreadySelected)
            #expect(refused?.detail.contains("op1") == true && refused?.detail.contains(held.id) == true)
            let until = try #require(held.holdUntil).clock
            #expect(refused?.detail.contains(until) == true)
            let stop = try await site.actuate(.stop, valve: "v-3", by: Self.second)
            #expect(try await site.wait(for: stop.id, "ended") { $0.isFinal }.state == .confirmed)
            let end = try await site.command(held.id)
            #expect(end.state == .superseded && end.detail?.contains(stop.id) == true)
            #expect(await Self.refusal { try await site.confirm(held.id, by: Self.second) }?.code == .notSelected)
        }
    }

    @Test func nobodysConfirmationEndsIt() async throws {
        try await TestSite.with(configure: { $0.actuationTimers.confirmation = .milliseconds(300) }) { site in
            let answer = try await site.ask(
                .POST, "/valves/v-3/actuate", headers: [("prefer", "wait=60")], body: #"{"action":"close"}"#)
            #expect(try answer.problem().code == .needsSecondOperator && answer.status == 403)
            let newest = try #require(try await site.core.commands(valve: "v-3").first)
            #expect(newest.state == .timedOut && newest.holdUntil == nil)
            #expect(await Self.refusal { try await site.confirm(newest.id, by: Self.second) }?.code == .notSelected)
            #expect(try await site.core.valve(id: "v-3").status.hold == nil)
            #expect(site.witness.sightings.isEmpty)
            // The valve is free again.
            #expect(try await site.actuate(.close, valve: "v-3").state == .held)
        }
    }

    @Test func whatWasHeldIsTakenBack() async throws {
        try await TestSite.with { site in
            let held = try await site.actuate(.close, valve: "v-3")
            let ended = try await site.cancel(held.id, by: Self.second)
            #expect(ended.state == .rejected && ended.cause == .notSelected)
            #expect(ended.detail?.contains("op2") == true)
            #expect(try await site.cancel(held.id) == ended)
            #expect(try await site.core.valve(id: "v-3").status.hold == nil)
            #expect(site.witness.sightings.isEmpty)
        }
    }

    @Test func aRunningCommandIsTakenBackOnlyBeforeItLeaves() async throws {
        try await TestSite.with(timeScale: 0.25) { site in
            await site.plant.inject(.silent, valve: "v-2")
            let silent = try await site.actuate(.close, valve: "v-2")
            #expect(try await site.cancel(silent.id, by: Self.second).state == .rejected)
            #expect(!site.witness.phases(of: silent.id).contains(.operate))
            let close = try await site.actuate(.close)
            try await site.wait(for: close.id, "moving") { $0 == .moving }
            let refused = await Self.refusal { try await site.cancel(close.id) }
            #expect(refused?.code == .commandInExecution && refused?.detail.contains("stop") == true)
        }
    }

    @Test func aValveThatChangedMeanwhileIsNotMoved() async throws {
        try await TestSite.with { site in
            let held = try await site.actuate(.close, valve: "v-3")
            let rev = try #require(try await site.core.valve(id: "v-3").status.rev)
            await site.plant.inject(.localMode, valve: "v-3")
            await site.plant.inject(.none, valve: "v-3")
            try await eventually(within: .seconds(60), "the valve has changed and is back") {
                let status = try await site.core.valve(id: "v-3").status
                return status.rev != rev && status.mode == .remote
            }
            #expect(await Self.refusal { try await site.confirm(held.id, by: Self.second) }?.code == .stateChanged)
            #expect(try await site.command(held.id).state == .rejected)
            #expect(site.witness.sightings.isEmpty)
        }
    }

    @Test func aSelectedValveIsOperatedByItsHolderAlone() async throws {
        try await TestSite.with { site in
            let held = try await site.core.select(
                valve: "v-1", ActuationRequest(action: .position, position: 50), idempotencyKey: "mine",
                by: TestSite.caller, requestID: "r")
            #expect(held.state == .held && held.needsSecondPerson == false && held.id == "mine")
            #expect(await Self.refusal { try await site.confirm("mine", by: Self.second) }?.code == .alreadySelected)
            _ = try await site.confirm("mine", by: TestSite.caller)
            #expect(try await site.wait(for: "mine", "ended") { $0.isFinal }.state == .confirmed)
            let stop = await Self.refusal {
                try await site.core.select(
                    valve: "v-1", ActuationRequest(action: .stop), idempotencyKey: nil, by: TestSite.caller,
                    requestID: "r")
            }
            #expect(stop?.code == .validationFailed)
        }
    }

    @Test func whatWasHeldIsOverAfterARestart() async throws {
        try await TestSite.with { site in
            let held = try await site.actuate(.close, valve: "v-3")
            try await site.restartServer()
            let end = try await site.command(held.id)
            #expect(end.state == .failed && end.cause == .notSelected && end.holdUntil == nil)
            try await site.waitUntilReady()
            #expect(await Self.refusal { try await site.confirm(held.id, by: Self.second) }?.code == .notSelected)
            #expect(site.witness.sightings.isEmpty)
        }
    }

    @Test func overTheSocketItIsShownConfirmedAndListed() async throws {
        try await TestSite.with { site in
            let held = try await site.ask(
                .POST, "/valves/v-1/select", headers: [("idempotency-key", "s-1")],
                body: #"{"action":"position","position":30,"reason":"drill"}"#)
            #expect(held.status == 202 && held["location"] == "/v1/commands/s-1", "\(held.body)")
            let shown = try await site.ask(.GET, "/valves/v-1").body
            for text in ["\"hold\":{", "\"command_id\":\"s-1\"", "\"reason\":\"drill\"", "\"conditions\":[]"] {
                #expect(shown.contains(text), "\(text) in \(shown)")
            }
            let done = try await site.ask(
                .POST, "/v1/commands/s-1/confirm", headers: [("prefer", "wait=60")],
                body: #"{"valve_id":"v-1","action":"position","position":30}"#)
            #expect(done.status == 200 && done.body.contains("\"state\":\"confirmed\""), "\(done.body)")
            let listed = try await site.ask(.GET, "/v1/commands?valve=v-1&limit=5")
            #expect(listed.body.contains("s-1"))
            #expect(try await site.ask(.GET, "/v1/commands?valve=v-2").body == "[]")
            #expect(try await site.ask(.GET, "/v1/commands?limit=0").status == 422)
            try await eventually("positions are recorded") {
                let detail = try OpsJSON.decoder().decode(
                    ValveDetail.self, from: Data(try await site.ask(.GET, "/valves/v-1").body.utf8))
                return !detail.positions.isEmpty && detail.commands.map(\.id) == ["s-1"]
            }
        }
    }
}
