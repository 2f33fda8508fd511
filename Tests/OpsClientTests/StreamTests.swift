import Foundation
import OpsCore
import Testing

@testable import OpsClient

/// The stream against a real socket whose server breaks in every way that matters.
@Suite struct StreamTests {
    static let time = WallTime(milliseconds: 1_790_000_000_000)

    static func snapshot(_ sequence: UInt64, protocolVersion: Int? = nil) throws -> String {
        var server = ServerInfo(site: "main", host: "h", version: "1", pid: 1, startedAt: time)
        if let protocolVersion { server.protocolVersion = protocolVersion }
        let snapshot = OpsSnapshot(
            sequence: sequence, at: time, server: server, metrics: MetricsStatus(current: MetricsPoint(at: time)))
        return try event("snapshot", sequence, snapshot)
    }

    static func change(_ sequence: UInt64) throws -> String {
        try event(
            "change", sequence, NumberedChange(sequence: sequence, at: time, change: .queue(QueueStatus())))
    }

    private static func event(_ name: String, _ id: UInt64, _ value: some Encodable) throws -> String {
        let json = String(decoding: try OpsJSON.encoder().encode(value), as: UTF8.self)
        return "event: \(name)\nid: boot-\(id)\ndata: \(json)\n\n"
    }

    /// The sequences that arrive (snapshots negative), until `count` of them have.
    static func sequences(_ script: [String], count: Int) async throws -> (numbers: [Int64], requests: [String]) {
        let server = try ScriptedServer(script.map { ScriptedServer.head + $0 })
        let client = OpsClient(endpoint: .unix(path: server.path))
        let reading = Task {
            var numbers: [Int64] = []
            for await update in client.stream() {
                switch update {
                case .snapshot(let snapshot): numbers.append(-Int64(snapshot.sequence))
                case .change(let change): numbers.append(Int64(change.sequence))
                case .alive, .down: continue
                }
                if numbers.count == count { break }
            }
            return numbers
        }
        let limit = Task {
            try await Task.sleep(for: .seconds(20))
            reading.cancel()
        }
        let numbers = await reading.value
        limit.cancel()
        await client.close()
        server.stop()
        return (numbers, server.requests)
    }

    static func resume(_ request: String) -> String? {
        request.split(separator: "\r\n").first { $0.lowercased().hasPrefix("last-event-id:") }
            .map { $0.dropFirst("last-event-id:".count).trimmingCharacters(in: .whitespaces) }
    }

    @Test func aBrokenConnectionResumesWhereItWas() async throws {
        let result = try await Self.sequences(
            [
                try Self.snapshot(5) + Self.change(6) + Self.change(7), try Self.change(8),
                try Self.change(9) + ": keep-alive\n\n",
            ], count: 5)
        #expect(result.numbers == [-5, 6, 7, 8, 9])
        #expect(result.requests.map(Self.resume) == [nil, "boot-7", "boot-8"])
    }

    @Test func aGapLeadsToANewSnapshot() async throws {
        let result = try await Self.sequences(
            [try Self.snapshot(5) + Self.change(6) + Self.change(8), try Self.snapshot(9) + Self.change(10)], count: 4)
        #expect(result.numbers == [-5, 6, -9, 10])
        #expect(result.requests.map(Self.resume) == [nil, nil])
    }

    @Test func whatCannotBeReadLeadsToANewSnapshot() async throws {
        let poison = "event: change\nid: boot-6\ndata: {\"sequence\":6,\"kind\":\"unheard of\"}\n\n"
        let result = try await Self.sequences(
            [try Self.snapshot(5) + poison, try Self.snapshot(7) + Self.change(8)], count: 3)
        #expect(result.numbers == [-5, -7, 8])
        // Resuming would bring the same event again, for ever.
        #expect(result.requests.map(Self.resume) == [nil, nil])
    }

    @Test func anEventThatIsCutOffIsNotTaken() async throws {
        let cut = String(try Self.change(6).dropLast(3))
        let result = try await Self.sequences(
            [try Self.snapshot(5) + cut, try Self.change(6) + Self.change(7)], count: 3)
        #expect(result.numbers == [-5, 6, 7])
        #expect(result.requests.map(Self.resume) == [nil, "boot-5"])
    }

    @Test func aChangeWithoutASnapshotIsNotTaken() async throws {
        let result = try await Self.sequences([try Self.change(3), try Self.snapshot(4)], count: 1)
        #expect(result.numbers == [-4])
    }

    @Test func anotherVersionIsNamed() async throws {
        let server = try ScriptedServer([ScriptedServer.head + Self.snapshot(1, protocolVersion: 99)])
        let client = OpsClient(endpoint: .unix(path: server.path))
        var reason: String?
        for await update in client.stream() {
            if case .down(let why, _) = update { reason = why }
            if reason != nil { break }
        }
        #expect(reason?.contains("protocol 99") == true)
        await client.close()
        server.stop()
    }

    @Test func noServerIsSaidInWords() async throws {
        let client = OpsClient(endpoint: .unix(path: "/tmp/opstui-no-such-socket"))
        var reason: String?
        for await update in client.stream() {
            if case .down(let why, _) = update { reason = why }
            break
        }
        #expect(reason?.contains("no such socket") == true)
        await #expect { try await client.snapshot() } throws: {
            if case OpsClientError.unreachable = $0 { true } else { false }
        }
        await client.close()
    }
}
