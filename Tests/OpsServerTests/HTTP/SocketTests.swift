import Foundation
import NIOHTTP1
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsServer

/// The Unix socket: mode, peer, removal; and what happens where an address cannot be had.
@Suite struct SocketTests {
    @Test func theKernelNamesTheCaller() async throws {
        try await withEdge { edge in
            let answer = try await edge.send(.GET, "/ops/status", local: true)
            #expect(answer.body.contains("\"caller\":\"uid-\(getuid())\""))
            let line = try #require(try edge.log().last { $0["endpoint"] == "/ops/status" })
            #expect(line["address"] == "local" && line["caller"] == "uid-\(getuid())" && line["tenant"] == nil)
        }
    }

    @Test func noHostAndNoKeyAreNeededThere() async throws {
        try await withEdge { edge in
            let connection = try await RawConnection(path: edge.socketPath)
            await connection.send("GET /ops/telemetry-access HTTP/1.1\r\nhost: anything.example\r\n\r\n")
            #expect(await connection.read { $0.contains("1883") }.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func theSocketIsForOwnerAndGroupAndGoesWithTheServer() async throws {
        var path = ""
        try await withEdge { edge in
            path = edge.socketPath
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o660)
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func aSocketThatIsNotOursAnyMoreStays() throws {
        let directory = try SettingsDirectory()
        let path = try directory.write("s", "ours")
        let file = try #require(SocketFile(path: path))
        // The second link keeps the inode from being given out again.
        try FileManager.default.linkItem(atPath: path, toPath: "\(directory.path)/kept")
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: try directory.write("new", "theirs"), toPath: path)
        file.removeIfOurs()
        #expect(try directory.read("s") == "theirs")
    }

    @Test func aPortThatIsTakenIsNamed() async throws {
        try await withEdge { edge in
            let port = edge.port
            let error = await #expect(throws: ListenError.self) {
                try await withEdge(configure: { $0.listen = ListenAddress(host: "127.0.0.1", port: port) }) { _ in }
            }
            #expect(error?.description.contains("127.0.0.1:\(port): ") == true)
        }
    }

    @Test func requestsInFlightFinishWhenTheServerStops() async throws {
        try await withEdge { edge in
            let connection = try await RawConnection(port: edge.port)
            let body = "{\"note\":\"n\"}"
            await connection.send(
                "POST /incidents/1/update HTTP/1.1\r\nhost: localhost\r\nx-api-key: operator-key\r\n"
                    + "content-type: application/json\r\ncontent-length: \(body.count)\r\n\r\n{")
            try await eventually { edge.metrics.value("http_requests_in_flight{service=fusion}") == 1 }
            await edge.server.stop()
            await connection.send(String(body.dropFirst()))
            #expect(await connection.readToEnd().hasPrefix("HTTP/1.1 200"))
        }
    }
}
