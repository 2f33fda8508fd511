import Foundation
import OpsChildren
import OpsCore
import OpsMetrics
import OpsTestSupport
import Testing

@testable import OpsServer

/// Answers of another server are read strictly, and bounded.
@Suite struct PrometheusReplyTests {
    private static func value(_ text: String) throws -> QueryValue { try PrometheusReply(Array(text.utf8)).value }

    @Test func everyKindOfValueIsRead() throws {
        let head = #"{"status":"success","data":{"resultType":""#
        #expect(try Self.value(head + #"scalar","result":[1.5,"+Inf"]}}"#) == .scalar(.infinity))
        #expect(try Self.value(head + #"string","result":[1,"é"]}}"#) == .string("é"))
        let vector = try Self.value(
            head + #"vector","result":[{"metric":{"__name__":"m","a":"b"},"value":[1,"1e-07"]}]}}"#)
        #expect(vector == .vector([Sample(labels: Labels(name: "m", [("a", "b")]), value: 1e-7)]))
        let matrix = try Self.value(head + #"matrix","result":[{"metric":{},"values":[[1.25,"2"],[-3,"-Inf"]]}]}}"#)
        let points = [SamplePoint(milliseconds: 1_250, value: 2), SamplePoint(milliseconds: -3_000, value: -.infinity)]
        #expect(matrix == .matrix([Series(labels: .none, samples: points)]))
        // Native histograms are left out.
        let histogram = head + #"vector","result":[{"metric":{},"histogram":[1,{"count":"1"}]}]}}"#
        #expect(try Self.value(histogram) == .vector([]))
    }

    @Test func annotationsComeAlong() throws {
        let text =
            #"{"status":"success","data":{"resultType":"scalar","result":[1,"1"]},"warnings":["w\u001b"],"infos":["i",7]}"#
        let reply = try PrometheusReply(Array(text.utf8))
        #expect(reply.warnings == ["w␛"] && reply.infos == ["i"])
    }

    @Test(arguments: [
        "", "[]", "null", "{}", "<html>", #"{"status":"success"}"#, #"{"status":"success","data":{}}"#,
        #"{"status":"success","data":{"resultType":"vector","result":{}}}"#,
        #"{"status":"success","data":{"resultType":"vector","result":[1]}}"#,
        #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":1},"value":[1,"1"]}]}}"#,
        #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,1]}]}}"#,
        #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":["1","1"]}]}}"#,
        #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1e300,"1"]}]}}"#,
        #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"x"]}]}}"#,
        #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"1"],[2]]}]}}"#,
        #"{"status":"success","data":{"resultType":"moon","result":[]}}"#,
    ])
    func whatIsNoAnswerIsRefused(_ text: String) {
        do {
            _ = try PrometheusReply(Array(text.utf8))
            Issue.record("it was read")
        } catch {
            if case .malformed(let why) = error { #expect(!why.isEmpty) } else { Issue.record("\(error)") }
        }
    }

    @Test func aRefusalKeepsItsWords() {
        #expect(throws: PrometheusReply.Failure.refused(kind: "bad_data", message: "x")) {
            try PrometheusReply(Array(#"{"status":"error","errorType":"bad_data","error":"x"}"#.utf8))
        }
    }

    @Test(arguments: [
        ("http://p.example:9090", true), ("https://p.example", false), ("http://127.0.0.1:9090", false),
        ("http://localhost", false), ("http://[::1]:9090/x", false), ("http://localhost.example", true),
        ("http://127.0.0.1.example/", true),
    ])
    func credentialsCrossNoNetworkInTheClear(_ url: String, _ isBad: Bool) {
        var settings = PrometheusSettings(url: url)
        #expect(!settings.sendsSecretsInTheClear)
        settings.token = Secret("t")
        #expect(settings.sendsSecretsInTheClear == isBad)
    }
}

/// The client against a real Prometheus.
@Suite(.serialized, .timeLimit(.minutes(2))) struct PrometheusClientTests {
    /// Whether no thread of a process runs.
    private static func isStopped(_ pid: Int32) -> Bool {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
        return !threads.isEmpty
            && threads.allSatisfy { thread in
                let status = try? String(contentsOfFile: "/proc/\(pid)/task/\(thread)/status", encoding: .utf8)
                return status?.contains("State:\tT") ?? false
            }
    }

    @Test func valuesRefusalsAndBounds() async throws {
        let place = try OpsChildren.PrivateDirectory()
        defer { place.remove() }
        let server = try await PrometheusServer.start(in: place, configuration: "global: {}\n")
        var settings = PrometheusSettings(url: server.url)
        settings.timeout = .seconds(20)
        let client = PrometheusClient(settings)
        let reply = try await client.ask("query", [("query", "label_replace(vector(1), \"a\", \"é&=+%\", \"\", \"\")")])
        guard case .vector(let samples) = reply.value else { return #expect(Bool(false), "\(reply.value)") }
        #expect(samples == [Sample(labels: Labels([("a", "é&=+%")]), value: 1)])
        await #expect(
            throws: PrometheusClient.Failure.refused(
                kind: "bad_data", message: "invalid parameter \"query\": 1:3: parse error: unexpected end of input")
        ) {
            try await client.ask("query", [("query", "1+")])
        }
        let range = [("query", "time()"), ("start", "0"), ("end", "10000"), ("step", "1")]
        await #expect(throws: PrometheusClient.Failure.tooLarge(bytes: 1_000)) {
            try await client.ask("query_range", range, answerLimit: 1_000)
        }
        await #expect(throws: PrometheusClient.Failure.status(404)) { try await client.ask("nosuch", []) }
        server.kill(SIGSTOP)
        // A signal is on its way for a moment, on a busy machine long enough for an answer.
        try await eventually(within: .seconds(30)) { Self.isStopped(server.pid) }
        await #expect(throws: PrometheusClient.Failure.timeout) {
            try await client.ask("query", [("query", "1")], timeout: .milliseconds(50))
        }
        server.kill(SIGCONT)
        await server.stop()
        do {
            _ = try await client.ask("query", [("query", "1")])
            Issue.record("it has an answer")
        } catch {
            if case .unreachable = error {} else { Issue.record("\(error)") }
        }
        await client.close()
    }

    @Test func tlsNeedsAnAuthorityThatIsTrusted() async throws {
        let certificates = try await TestCertificates()
        let place = try OpsChildren.PrivateDirectory()
        defer { place.remove() }
        let files = certificates.files
        let server = try await PrometheusServer.start(
            in: place, configuration: "global: {}\n",
            webConfiguration: "tls_server_config: {cert_file: \(files.certificate), key_file: \(files.key)}\n")
        var settings = PrometheusSettings(url: "https://localhost:\(server.port)")
        settings.timeout = .seconds(20)
        let stranger = PrometheusClient(settings)
        do {
            _ = try await stranger.ask("query", [("query", "1")])
            Issue.record("a stranger's certificate was taken")
        } catch {
            if case .unreachable = error {} else { Issue.record("\(error)") }
        }
        await stranger.close()
        settings.caFile = certificates.authority
        let client = PrometheusClient(settings)
        #expect(try await client.ask("query", [("query", "1")]).value == .scalar(1))
        await client.close()
        await server.stop()
    }
}
