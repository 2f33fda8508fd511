import Foundation
import NIOHTTP1
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsServer

/// `GET /ops/stream` on raw sockets, so that every byte is seen.
@Suite(.timeLimit(.minutes(1))) struct StreamTests {
    private static let head = "GET /ops/stream HTTP/1.1\r\nhost: localhost\r\nx-api-key: viewer-key\r\n"

    private func open(_ edge: Edge, extra: String = "", receiveBuffer: Int32? = nil) async throws -> RawConnection {
        let before = edge.operations.facts.value.streams.count
        let connection = try await RawConnection(port: edge.port, receiveBuffer: receiveBuffer)
        await connection.send(Self.head + extra + "\r\n")
        try await eventually { edge.operations.facts.value.streams.count > before }
        return connection
    }

    @Test func sendsASnapshotThenNumberedChanges() async throws {
        try await withEdge { edge in
            let connection = try await open(edge)
            edge.operations.publish(8)
            let text = await connection.read { $0.contains("event: change") && $0.hasSuffix("\n\n\r\n") }
            #expect(text.hasPrefix("HTTP/1.1 200"))
            #expect(text.lowercased().contains("content-type: text/event-stream"))
            let snapshot = try #require(text.range(of: "event: snapshot\nid: "))
            let change = try #require(text.range(of: "event: change\nid: "))
            #expect(snapshot.lowerBound < change.lowerBound)
            #expect(text.contains("-7\ndata: {") && text.contains("-8\ndata: {"))
            #expect(text.contains("\"caller\":\"watch\"") && text.contains("\"schema\":\"ops.stream/1\""))
        }
    }

    @Test func resumesAnIDOfThisServerAndNoOther() async throws {
        try await withEdge { edge in
            let first = try await open(edge)
            let text = await first.read { $0.contains("-7\ndata") }
            let start = try #require(text.range(of: "\nid: ")).upperBound
            let id = String(text[start...].prefix { $0 != "\n" })
            _ = try await open(edge, extra: "last-event-id: \(id)\r\n")
            _ = try await open(edge, extra: "last-event-id: 1-7\r\n")
            _ = try await open(edge, extra: "last-event-id: 7\r\n")
            #expect(edge.operations.facts.value.resumes == [nil, 7, nil, nil])
        }
    }

    @Test func aQuietStreamIsKeptAlive() async throws {
        var limits = HTTPLimits()
        limits.keepAlive = .milliseconds(100)
        try await withEdge(limits: limits) { edge in
            let connection = try await open(edge)
            let text = await connection.read { $0.components(separatedBy: ": keep-alive\n\n").count > 3 }
            #expect(text.components(separatedBy: ": keep-alive\n\n").count > 3)
        }
    }

    @Test func theEndOfTheChangesEndsTheConnection() async throws {
        try await withEdge { edge in
            let connection = try await open(edge)
            edge.operations.facts.value.streams.first?.finish()
            let text = await connection.readToEnd()
            #expect(text.hasSuffix("0\r\n\r\n"))
        }
    }

    @Test func aStopEndsOpenStreamsWithoutWaitingForThem() async throws {
        var limits = HTTPLimits()
        limits.shutdown = .seconds(300)
        try await withEdge(limits: limits) { edge in
            let connection = try await open(edge)
            _ = await connection.read { $0.contains("event: snapshot") }
            let start = ContinuousClock.now
            await edge.server.stop()
            _ = await connection.readToEnd()
            // Ended by the stop, not by the limit for requests in flight: wide enough for a busy machine.
            #expect(connection.wasClosed && ContinuousClock.now - start < .seconds(60))
        }
    }

    @Test func aClientThatDoesNotReadIsCutOff() async throws {
        var limits = HTTPLimits()
        limits.streamBuffer = 16
        limits.keepAlive = .milliseconds(200)
        try await withEdge(limits: limits) { edge in
            edge.operations.facts.with { $0.streamBuffer = 100_000 }
            let connection = try await open(edge, receiveBuffer: 4096)
            let terminated = Guarded(false)
            edge.operations.facts.value.streams.first?.onTermination = { _ in terminated.with { $0 = true } }
            let note = String(repeating: "x", count: 4000)
            for sequence in 8...4000 as ClosedRange<UInt64> { edge.operations.publish(sequence, note: note) }
            try await eventually("the subscription ends") { terminated.value }
            #expect(await connection.readToEnd().utf8.count < 4000 * 4000)
            #expect(connection.wasClosed)
        }
    }

    @Test func aClientThatGoesEndsItsSubscription() async throws {
        try await withEdge { edge in
            let terminated = Guarded(false)
            do {
                let connection = try await open(edge)
                edge.operations.facts.value.streams.first?.onTermination = { _ in terminated.with { $0 = true } }
                _ = await connection.read { $0.contains("event: snapshot") }
            }
            try await eventually("the subscription ends") { terminated.value }
        }
    }

    @Test func oneStreamTooManyIsRefusedAndAPlaceComesBack() async throws {
        var limits = HTTPLimits()
        limits.streams = 1
        try await withEdge(limits: limits) { edge in
            do {
                let connection = try await open(edge)
                _ = await connection.read { $0.contains("event: snapshot") }
                let second = try await edge.send(.GET, "/ops/stream", key: "viewer-key")
                #expect(try second.problem().code == .overloaded)
                #expect(second["retry-after"] != nil)
            }
            #expect(try await edge.send(.HEAD, "/ops/stream", key: "viewer-key").status == 200)
            try await eventually("the place is free") {
                // The stub's limit is a caller's, so the socket asks.
                let connection = try await RawConnection(path: edge.socketPath)
                await connection.send("GET /ops/stream HTTP/1.1\r\nhost: x\r\n\r\n")
                return await connection.read { $0.contains("\r\n\r\n") }.hasPrefix("HTTP/1.1 200")
            }
        }
    }

    @Test func aRevokedKeyLosesItsOpenStream() async throws {
        var limits = HTTPLimits()
        limits.keepAlive = .milliseconds(100)
        let gatekeeper = StubGatekeeper(limits: [:], requireKeys: true)
        try await withEdge(limits: limits, gatekeeper: gatekeeper) { edge in
            let connection = try await open(edge)
            let text = await connection.read { $0.contains(": keep-alive") }
            #expect(text.contains(": keep-alive"))
            gatekeeper.revoked.with { $0 = ["viewer-key"] }
            #expect(await connection.readToEnd().hasSuffix("0\r\n\r\n"))
        }
    }

    @Test func aChangeOfKeysEndsTheStreamsOfThoseThatAreGoneAtOnce() async throws {
        var limits = HTTPLimits()
        limits.keepAlive = .seconds(3600)
        let gatekeeper = StubGatekeeper(limits: [:], requireKeys: true)
        try await withEdge(limits: limits, gatekeeper: gatekeeper) { edge in
            let connection = try await open(edge)
            _ = await connection.read { $0.contains("event: snapshot") }
            gatekeeper.revoked.with { $0 = ["viewer-key"] }
            let change = NumberedChange(sequence: 8, at: WallTime(milliseconds: 1), change: .tenants([]))
            for stream in edge.operations.facts.value.streams { stream.yield(change) }
            let rest = await connection.readToEnd()
            #expect(rest.hasSuffix("0\r\n\r\n") && !rest.contains("event: change"))
        }
    }

    @Test func noKeyShutsOutTheSocket() throws {
        let gate = StreamGate(HTTPLimits())
        let person = Caller(identity: .local(user: "kim"), role: .admin)
        var places: [StreamGate.Place] = []
        func fill(_ caller: Caller) -> Int {
            let before = places.count
            while let place = try? gate.enter(caller) { places.append(place) }
            return places.count - before
        }
        let taken = (0..<10).map { fill(Caller(identity: .key(tenant: "t", keyID: "\($0)"), role: .viewer)) }
        #expect(taken == [8, 8, 8, 8, 8, 8, 0, 0, 0, 0])
        #expect(fill(person) == 16)
        let refusal = #expect(throws: Refusal.self) { try gate.enter(person) }
        #expect(refusal?.code == .overloaded)
        places = []
        #expect(fill(person) == 16)
    }

    @Test func aStreamCountsWhenItOpens() async throws {
        try await withEdge { edge in
            let connection = try await open(edge)
            _ = await connection.read { $0.contains("event: snapshot") }
            let opened = "http_requests_total{service=gateway,method=GET,endpoint=/ops/stream,status=200}"
            #expect(edge.metrics.value(opened) == 1)
            #expect(edge.metrics.value("http_requests_in_flight{service=gateway}") == 0)
        }
    }
}
