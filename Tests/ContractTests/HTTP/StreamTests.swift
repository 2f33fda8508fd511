import Foundation
import OpsTestSupport
import Testing

extension ServerTests {
    @Suite struct StreamTests {
        @Test("T1: the stream begins with a snapshot; Last-Event-ID resumes it with exactly what was missed")
        func resumes() async throws {
            let site = try ServerScope.site()
            let client = WebClient(port: site.port, key: ServerScope.operatorKey(1))
            let first = try await client.events { $0.contains("\n\n") }
            #expect(first.reply.status == 200)
            #expect(first.reply.header("content-type")?.hasPrefix("text/event-stream") == true)
            #expect(first.text.hasPrefix("event: snapshot\n"))
            let snapshot = Self.events(first.text)[0]
            #expect(try JSON.parse(snapshot.data)["schema"].text == "ops.stream/1")
            #expect(try await site.stranger.get("/ops/stream").status == 401)
            // Something that is told on every stream: the tenants change with a reload.
            let reload = try await Self.changeKeys(site)
            #expect(reload.status == 200, "\(reload.body)")
            let again = try await client.events("/ops/stream", ["last-event-id": snapshot.id]) {
                $0.contains("event: change") && $0.hasSuffix("\n\n")
            }
            #expect(!again.text.contains("event: snapshot"))
            let changes = Self.events(again.text)
            #expect(changes.allSatisfy { $0.name == "change" })
            let numbers = changes.compactMap { try? JSON.parse($0.data)["sequence"].number }
            let start = try JSON.parse(snapshot.data)["sequence"].number ?? -1
            #expect(numbers == (1...numbers.count).map { start + Double($0) })
        }

        @Test("T1: an id that is not this server's, or nonsense, brings a snapshot again")
        func foreignIDs() async throws {
            let client = WebClient(port: try ServerScope.site().port, key: ServerScope.operatorKey(2))
            for id in ["0-0", "another-boot-17", "\" or 1=1", "99999999999999999999"] {
                let stream = try await client.events("/ops/stream", ["last-event-id": id]) { $0.contains("\n\n") }
                #expect(stream.text.hasPrefix("event: snapshot\n"), "id \(id): \(stream.reply.status)")
            }
        }

        private static func changeKeys(_ site: ServedSite) async throws -> WebClient.Reply {
            let lines = site.place.read("keys.env") + "API_KEY_STREAMED=streamed-key-0123456789\n"
            _ = try site.place.write(lines, to: "keys.env")
            return try await site.admin.post("/ops/reload-auth")
        }

        private struct Event {
            var name = ""
            var id = ""
            var data = ""
        }

        private static func events(_ text: String) -> [Event] {
            text.components(separatedBy: "\n\n").filter { $0.contains("data: ") }.map { block in
                block.split(separator: "\n").reduce(into: Event()) { event, line in
                    let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
                    guard parts.count == 2 else { return }
                    let value = String(parts[1].drop { $0 == " " })
                    switch parts[0] {
                    case "event": event.name = value
                    case "id": event.id = value
                    case "data": event.data += value
                    default: break
                    }
                }
            }
        }
    }
}
