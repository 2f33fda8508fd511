import NIOHTTP1
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsServer

/// `POST /valves/{id}/actuate`.
@Suite struct ActuationTests {
    private func actuate(
        _ edge: Edge, _ body: String?, headers: [(String, String)] = []
    ) async throws -> Edge.Answer {
        try await edge.send(.POST, "/valves/v-101/actuate", key: "operator-key", headers: headers, body: body)
    }

    @Test func aBodyGets202AndTheCommandsPlace() async throws {
        try await withEdge { edge in
            let answer = try await actuate(
                edge, "{\"action\":\"position\",\"position\":40,\"reason\":\"r\",\"expect_rev\":3}",
                headers: [("idempotency-key", "7d1c")])
            #expect(answer.status == 202 && answer["location"] == "/v1/commands/7d1c")
            let asked = try #require(edge.operations.facts.value.actuations.first)
            #expect(asked.request == ActuationRequest(action: .position, position: 40, reason: "r", expectRev: 3))
            #expect(asked.key == "7d1c" && asked.caller.name == "ops")
        }
    }

    @Test func anEmptyBodyRunsTheDefaultAndWaits() async throws {
        try await withEdge { edge in
            let answer = try await actuate(edge, nil)
            #expect(answer.status == 200 && answer.body.contains("\"state\":\"confirmed\""))
            #expect(edge.operations.facts.value.actuations.first?.request == nil)
        }
    }

    @Test(arguments: [
        (CommandState.confirmed, nil, 200), (.moving, nil, 202), (.unknown, nil, 202),
        (.rejected, ProblemCode.interlocked, 422), (.timedOut, nil, 409), (.superseded, nil, 409), (.failed, nil, 500),
    ])
    func aWaitAnswersWithTheOutcome(state: CommandState, cause: ProblemCode?, status: Int) async throws {
        try await withEdge { edge in
            edge.operations.facts.with {
                $0.outcome = state
                $0.cause = cause
            }
            let answer = try await actuate(
                edge, "{\"action\":\"close\"}", headers: [("prefer", "respond-async, wait=10")])
            #expect(answer.status == status)
            #expect(answer["preference-applied"] == "wait=10" && answer["location"] == "/v1/commands/c-1")
        }
    }

    @Test func aStopAnswersThoseWhoWait() async throws {
        try await withEdge { edge in
            edge.operations.facts.with { $0.holdsOutcome = true }
            async let answer = actuate(edge, "{\"action\":\"close\"}", headers: [("prefer", "wait=60")])
            try await eventually { edge.operations.facts.value.waiting == 1 }
            await edge.server.stop()
            #expect(try await answer.status == 202)
        }
    }

    @Test(arguments: [
        ("wait=5", 5), ("respond-async, wait=90", 60), ("wait = 7 ; x", 7), ("wait=-1", nil), ("wait", nil), ("", nil),
        ("handling=lenient", nil),
    ])
    func waitsAreRead(text: String, seconds: Int?) { #expect(Actuation.wait(text) == seconds) }

    @Test(arguments: [
        "{\"action\":\"position\"}", "{\"action\":\"position\",\"position\":101}",
        "{\"action\":\"close\",\"position\":3}", "{}", "{\"action\":\"position\",\"position\":\"NaN\"}",
    ])
    func whatCannotBeMeantIsRefused(body: String) async throws {
        try await withEdge { edge async throws in
            #expect(try await actuate(edge, body).problem().code == .validationFailed)
            #expect(edge.operations.facts.value.actuations.isEmpty)
        }
    }

    @Test func anIdempotencyKeyIsBounded() async throws {
        try await withEdge { edge in
            let long = String(repeating: "k", count: 129)
            let answer = try await actuate(edge, "{\"action\":\"close\"}", headers: [("idempotency-key", long)])
            #expect(answer.status == 422)
        }
    }
}
