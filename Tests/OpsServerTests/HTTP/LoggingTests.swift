import Foundation
import Logging
import OpsCore
import Testing

@testable import OpsServer

/// The log's lines.
@Suite struct LoggingTests {
    private func line(_ message: String, _ metadata: Logger.Metadata = [:]) throws -> [String: Any] {
        let text = LogLine.encode(
            at: WallTime(milliseconds: 1_763_690_401_007), level: .warning, label: "l", message: message,
            metadata: metadata)
        #expect(!text.contains("\n"))
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func numbersStayNumbersAndTextIsEscaped() throws {
        let line = try line(
            "quote \" back \\ tab \t",
            ["n": .stringConvertible(7), "d": .stringConvertible(1.5), "list": ["a", "b"], "level": "forged"])
        #expect(line["n"] as? Int == 7 && line["d"] as? Double == 1.5 && line["list"] as? [String] == ["a", "b"])
        #expect(line["timestamp"] as? String == "2025-11-21T02:00:01.007Z")
        #expect(line["level"] as? String == "warning")
        #expect((line["message"] as? String)?.hasPrefix("quote \" back \\ tab") == true)
    }

    @Test func hostileTextCannotForgeALine() throws {
        let line = try line("a\n{\"level\":\"forged\"}\u{202e}\u{1b}[31m")
        let message = try #require(line["message"] as? String)
        #expect(!message.contains("\n") && !message.contains("\u{1b}") && !message.contains("\u{202e}"))
    }

    @Test func secretsAreHiddenByNameAndByForm() throws {
        let line = try line(
            "sent authorization: Bearer abcdefghijklmnop1234 to jane@example.org",
            ["password": "hunter2", "x-api-key": "k123456", "nested": ["token": "t98765"]])
        let text = "\(line)"
        for secret in ["hunter2", "k123456", "t98765", "abcdefghijklmnop1234", "jane@example.org"] {
            #expect(!text.contains(secret), "\(secret)")
        }
    }

    @Test func aLongValueIsCut() throws {
        let line = try line(String(repeating: "y ", count: 50_000))
        #expect((line["message"] as? String)?.count ?? 0 <= LogLine.valueLimit)
    }

    @Test func theFileIsPrivateAndAppended() throws {
        let directory = try SettingsDirectory()
        for round in 1...2 {
            let sink = try LogSink(path: "\(directory.path)/log")
            Logger(label: "l") { JSONLogHandler(label: $0, sink: sink) }.info("round \(round)")
            Logger(label: "l") { JSONLogHandler(label: $0, sink: sink) }.debug("not written")
        }
        LogSinks.shared.flush()
        #expect(try directory.read("log").split(separator: "\n").count == 2)
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory.path)/log")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func textIsOneSafeLineToo() throws {
        let directory = try SettingsDirectory()
        let sink = try LogSink(path: "\(directory.path)/log")
        let clock = StoppedClock()
        Logger(label: "edge") { TextLogHandler(label: $0, sink: sink, clock: clock) }
            .error("a\nb", metadata: ["token": "t98765", "n": .stringConvertible(7), "s": "two words"])
        LogSinks.shared.flush()
        let text = try directory.read("log")
        #expect(text.hasPrefix("1970-01-01T00:00:00.000Z error edge: a"))
        #expect(text.hasSuffix("n=7 s=\"two words\" token=[hidden]\n") && text.filter { $0 == "\n" }.count == 1)
    }

    private struct StoppedClock: OpsClock {
        var wall: WallTime { WallTime(milliseconds: 0) }
        var monotonic: MonotonicTime { MonotonicTime(nanoseconds: 0) }
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z", "Tue, 29 Feb 2000 00:00:00 GMT"),
        (-1, "1969-12-31T23:59:59.999Z", "Wed, 31 Dec 1969 23:59:59 GMT"),
        (4_102_444_799_999, "2099-12-31T23:59:59.999Z", "Thu, 31 Dec 2099 23:59:59 GMT"),
    ])
    func dates(milliseconds: Int64, iso: String, http: String) {
        let time = WallTime(milliseconds: milliseconds)
        #expect(ISO8601.text(of: time) == iso && HTTPDate.text(of: time) == http)
    }
}
