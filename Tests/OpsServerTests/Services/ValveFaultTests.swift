import Glibc
import OpsChildren
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsServer

/// VALVES.md's measured faults against a whole server core on a real broker.
@Suite(.serialized) struct ValveFaultTests {
    @Test func aCloseIsConfirmedByTelemetryAlone() async throws {
        try await TestSite.with { site in
            let command = try await site.actuate(.close)
            let end = try await site.wait(for: command.id, "confirmed") { $0.isFinal }
            #expect(end.state == .confirmed)
            #expect(try await site.position() == 0)
            #expect(site.witness.phases(of: command.id) == [.select, .operate])
            #expect(end.steps.map(\.state) == [.requested, .selected, .accepted, .moving, .confirmed])
        }
    }

    @Test func brokerAbsentAtStart() async throws {
        try await TestSite.with(isBrokerUp: false) { site in
            await #expect { try await site.actuate(.close) } throws: { ($0 as? Refusal)?.code == .brokerDown }
            #expect(try await site.core.commands().isEmpty)
            try await site.broker.server.restart()
            try await site.waitUntilReady()
            #expect(site.witness.sightings.isEmpty)
            let command = try await site.actuate(.close)
            #expect(try await site.wait(for: command.id, "ended") { $0.isFinal }.state == .confirmed)
        }
    }

    @Test func frozenBeforeTheSelectThenKilledDeliversNothing() async throws {
        try await TestSite.with { site in
            site.broker.server.kill(SIGSTOP)
            let command = try await site.actuate(.close)
            site.broker.server.kill(SIGKILL)
            let end = try await site.wait(for: command.id, "ended") { $0.isFinal }
            #expect(end.state == .failed)
            #expect(end.cause == .brokerDown)
            try await site.broker.server.restart()
            try await site.waitUntilReady()
            #expect(site.witness.phases(of: command.id).isEmpty)
            #expect(try await site.position() == 100)
            // And the valve is free again.
            let next = try await site.actuate(.close)
            #expect(try await site.wait(for: next.id, "ended") { $0.isFinal }.state == .confirmed)
        }
    }

    @Test func frozenBeforeTheSelectThenGoingOnMovesNothing() async throws {
        try await TestSite.with { site in
            site.broker.server.kill(SIGSTOP)
            let command = try await site.actuate(.close)
            let end = try await site.wait(for: command.id, "ended") { $0.isFinal }
            #expect([.timedOut, .failed].contains(end.state))
            site.broker.server.kill(SIGCONT)
            try await site.waitUntilReady()
            #expect(!site.witness.phases(of: command.id).contains(.operate))
            #expect(try await site.position() == 100)
        }
    }

    @Test func frozenAfterTheSelectEndsAsThePlantSays() async throws {
        try await TestSite.with { site in
            let command = try await site.actuate(.close)
            try await eventually("the select is seen") { !site.witness.phases(of: command.id).isEmpty }
            site.broker.server.kill(SIGSTOP)
            try await site.wait(for: command.id, "in doubt or ended") { $0.isFinal || $0 == .unknown }
            site.broker.server.kill(SIGCONT)
            let end = try await site.wait(for: command.id, within: .seconds(90), "settled") { $0.isFinal }
            try await site.waitUntilReady()
            // Whatever was in time: nothing is said to have happened, or not to have, that is not so; each phase went out
            // once. An end that only says "not in time" leaves open where the valve is.
            let position = try await site.position()
            let trail = "\(end.steps.map(\.state)), \(end.detail ?? "no detail"), at \(position) %"
            if end.state == .confirmed { #expect(position == 0, "\(trail)") }
            let denies = ["nothing moved", "never took"].contains { end.detail?.contains($0) ?? false }
            if denies { #expect(position == 100, "\(trail)") }
            #expect(Set(site.witness.phases(of: command.id)).count == site.witness.phases(of: command.id).count)
        }
    }

    @Test func frozenAfterTheOperateIsUnknownAndSettles() async throws {
        try await TestSite.with { site in
            let command = try await site.actuate(.close)
            try await site.wait(for: command.id, "moving") { $0 == .moving || $0 == .accepted }
            site.broker.server.kill(SIGSTOP)
            try await site.wait(for: command.id, "unknown") { $0 == .unknown }
            #expect(try await site.core.valve(id: "v-1").status.commandId == command.id)
            site.broker.server.kill(SIGCONT)
            let end = try await site.wait(for: command.id, within: .seconds(90), "settled") { $0.isFinal }
            #expect(end.state == .confirmed)
            #expect(site.witness.phases(of: command.id) == [.select, .operate])
        }
    }

    @Test func killedWhileMovingIsUnknownAndSettles() async throws {
        try await TestSite.with(timeScale: 1) { site in
            let command = try await site.actuate(.close)
            try await site.wait(for: command.id, "moving") { $0 == .moving }
            site.broker.server.kill(SIGKILL)
            let doubt = try await site.wait(for: command.id, "unknown") { $0 == .unknown }
            #expect(doubt.cause == .brokerDown)
            // In doubt nothing new may start, and `stop` has no way to the device.
            await #expect { try await site.actuate(.open) } throws: { ($0 as? Refusal)?.code == .brokerDown }
            try await site.broker.server.restart()
            let end = try await site.wait(for: command.id, within: .seconds(90), "settled") { $0.isFinal }
            #expect(end.state == .confirmed)
            #expect(site.witness.phases(of: command.id) == [.select, .operate])
            #expect(!site.witness.sightings.contains { $0.isLate })
        }
    }
}
