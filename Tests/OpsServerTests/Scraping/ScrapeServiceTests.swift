import Foundation
import Logging
import OpsChildren
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsMetrics
@testable import OpsServer

/// Targets over real HTTP: what they answer is in the store, and what goes wrong is said.
@Suite(.serialized) struct ScrapeServiceTests {
    /// A service over a configuration of its own, ended with the test.
    private struct Rig {
        let directory: SettingsDirectory
        let store = SeriesStore()
        let service: ScrapeService
        let path: String
        private let task: Task<Void, any Error>

        init(_ configuration: String) async throws {
            directory = try SettingsDirectory()
            path = try directory.write("scrape.yml", configuration)
            let service = try ScrapeService(
                path: path, store: store, clock: SystemClock(),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, seed: 1)
            self.service = service
            task = Task { try await service.run() }
        }

        func stop() async {
            task.cancel()
            _ = await task.result
        }

        /// The value of a selector now; nil where it has none.
        func value(_ text: String) -> Double? {
            let value = (try? PromQL.parse(text)).flatMap {
                try? QueryEngine(store: store).instant($0, at: SystemClock().wall.milliseconds + 1_000)
            }
            guard case .vector(let samples)? = value else { return nil }
            return samples.first?.value
        }

        func standing(_ job: String = "a") async -> TargetStanding? {
            await service.readings.first { $0.job == job }?.active.first?.standing
        }

        func waitForError(_ part: String, job: String = "a") async throws {
            try await eventually(within: .seconds(60), "the error \(part)") {
                await standing(job)?.lastError?.contains(part) == true
            }
        }
    }

    private static func with(
        _ configuration: String, _ body: (Rig) async throws -> Void
    ) async throws {
        let rig = try await Rig(configuration)
        let result: Result<Void, any Error>
        do { result = .success(try await body(rig)) } catch { result = .failure(error) }
        await rig.stop()
        try result.get()
    }

    private static func job(_ port: Int, name: String = "a", _ more: String = "", timeout: String = "1s") -> String {
        """
          - job_name: \(name)
            scrape_interval: 1s
            scrape_timeout: \(timeout)
            static_configs: [{targets: ["127.0.0.1:\(port)"], labels: {site: north}}]
        \(more)
        """
    }

    private static func jobs(_ jobs: String...) -> String { "scrape_configs:\n" + jobs.joined(separator: "\n") }

    @Test func aTargetsSamplesAreStoredWithItsLabelsAndItSaysWhatTheyAre() async throws {
        let target = try await ScriptedTarget.start()
        target.behave(
            .text("# HELP x An x.\n# TYPE x gauge\nx{site=\"own\"} 7\n", type: ScriptedTarget.plain))
        try await Self.with(Self.jobs(Self.job(target.port))) { rig in
            try await eventually { rig.value("x") == 7 }
            let instance = "instance=\"127.0.0.1:\(target.port)\""
            #expect(rig.value("x{job=\"a\",\(instance),site=\"north\",exported_site=\"own\"}") == 7)
            #expect(rig.value("up{job=\"a\",\(instance)}") == 1)
            #expect(rig.value("scrape_samples_scraped") == 1)
            let standing = try #require(await rig.standing())
            #expect(standing.health == "up" && standing.lastError == nil && standing.lastSeconds > 0)
            #expect(standing.families == [.init(name: "x", type: "gauge", help: "An x.", unit: "")])
            let request = try #require(target.requests.first)
            #expect(request["accept"]?.hasPrefix("application/openmetrics-text;version=1.0.0") == true)
            #expect(request["accept-encoding"] == "gzip" && request["x-prometheus-scrape-timeout-seconds"] == "1")
            #expect(request["authorization"] == nil && request["user-agent"]?.hasPrefix("opstui/") == true)
        }
        await target.stop()
    }

    @Test func aTargetThatVanishesIsDownAndItsSeriesEnd() async throws {
        let target = try await ScriptedTarget.start()
        try await Self.with(Self.jobs(Self.job(target.port))) { rig in
            try await eventually { rig.value("x") == 1 }
            await target.stop()
            try await eventually(within: .seconds(60)) { rig.value("up") == 0 }
            #expect(rig.value("x") == nil)
            try await rig.waitForError("refuses connections")
        }
    }

    @Test func aTargetThatHangsIsGivenUpAndAskedAgainInItsTurn() async throws {
        let target = try await ScriptedTarget.start()
        target.behave(.hang)
        try await Self.with(Self.jobs(Self.job(target.port))) { rig in
            try await rig.waitForError("no answer in time")
            #expect(rig.value("up") == 0)
            try await eventually(within: .seconds(60)) { target.requests.count >= 3 }
            target.behave(.text("x 1\n", type: ScriptedTarget.plain))
            try await eventually(within: .seconds(60)) { rig.value("x") == 1 }
        }
        await target.stop()
    }

    @Test func whatIsTooMuchIsNotReadToItsEnd() async throws {
        let target = try await ScriptedTarget.start()
        target.behave(.flood)
        let limits = "    body_size_limit: 100KB"
        try await Self.with(Self.jobs(Self.job(target.port, limits, timeout: "1s"))) { rig in
            try await rig.waitForError("body size limit exceeded")
            #expect(rig.value("up") == 0)
            // A small text that unpacks to a large one.
            target.behave(
                .bytes(
                    try Self.gzip(String(repeating: "# zeros\n", count: 100_000)),
                    headers: ["content-type": ScriptedTarget.plain, "content-encoding": "gzip"]))
            let before = target.requests.count
            try await eventually(within: .seconds(60)) { target.requests.count >= before + 2 }
            try await rig.waitForError("body size limit exceeded")
        }
        await target.stop()
    }

    @Test func packedAnswersAreUnpacked() async throws {
        let target = try await ScriptedTarget.start()
        target.behave(
            .bytes(
                try Self.gzip("packed 3\n"),
                headers: ["content-type": ScriptedTarget.plain, "content-encoding": "gzip"]))
        try await Self.with(Self.jobs(Self.job(target.port))) { rig in
            try await eventually(within: .seconds(60)) { rig.value("packed") == 3 }
        }
        await target.stop()
    }

    @Test func redirectsAreFollowedOnlyWhereTheJobSaysSo() async throws {
        let target = try await ScriptedTarget.start()
        target.behave(.redirect("/moved"))
        let configuration = Self.jobs(
            Self.job(target.port), Self.job(target.port, name: "b", "    follow_redirects: false"))
        try await Self.with(configuration) { rig in
            try await eventually(within: .seconds(60)) { rig.value("moved{job=\"a\"}") == 1 }
            try await rig.waitForError("server returned HTTP status 302", job: "b")
        }
        await target.stop()
    }

    @Test func credentialsComeFromFilesAsTheyAreNow() async throws {
        let target = try await ScriptedTarget.start()
        let directory = try SettingsDirectory()
        let file = try directory.write("token", "first-secret\n")
        let access = "    authorization: {credentials_file: \(file)}"
        try await Self.with(Self.jobs(Self.job(target.port, access))) { rig in
            try await eventually(within: .seconds(60)) {
                target.requests.last?["authorization"] == "Bearer first-secret"
            }
            _ = try directory.write("token", "second-secret")
            try await eventually(within: .seconds(60)) {
                target.requests.last?["authorization"] == "Bearer second-secret"
            }
            // Not one that would be a header of its own; and no word of it is said.
            _ = try directory.write("token", "third\r\nx-evil: secret")
            try await rig.waitForError("control character")
            #expect(await rig.standing()?.lastError?.contains("secret") == false)
            try FileManager.default.removeItem(atPath: file)
            try await rig.waitForError("cannot be read")
        }
        await target.stop()
    }

    @Test func aReloadKeepsWhatStaysEndsWhatGoesAndRefusesWhatIsWrong() async throws {
        let (first, second) = (try await ScriptedTarget.start(), try await ScriptedTarget.start())
        try await Self.with(Self.jobs(Self.job(first.port), Self.job(second.port, name: "b"))) { rig in
            try await eventually(within: .seconds(60)) {
                rig.value("x{job=\"a\"}") == 1 && rig.value("x{job=\"b\"}") == 1
            }
            _ = try rig.directory.write("scrape.yml", "scrape_configs: [{job_name: }]")
            await rig.service.reload()
            #expect(await rig.service.readings.map(\.job) == ["a", "b"])
            _ = try rig.directory.write("scrape.yml", Self.jobs(Self.job(first.port)))
            await rig.service.reload()
            #expect(await rig.service.readings.map(\.job) == ["a"])
            #expect(rig.value("x{job=\"b\"}") == nil && rig.value("up{job=\"b\"}") == nil)
            #expect(rig.value("x{job=\"a\"}") == 1)
            // It knows its last scrape still.
            #expect(await rig.standing()?.health == "up")
            // A target that comes to a job ends nothing of the one that was there.
            _ = try rig.directory.write(
                "scrape.yml",
                Self.jobs(
                    Self.job(first.port).replacing(
                        "127.0.0.1:\(first.port)", with: "127.0.0.1:\(first.port)\", \"127.0.0.1:\(second.port)")))
            await rig.service.reload()
            #expect(rig.value("x{job=\"a\",instance=\"127.0.0.1:\(first.port)\"}") == 1)
            #expect(await rig.service.readings.first?.active.count == 2)
        }
        await first.stop()
        await second.stop()
    }

    @Test func targetsInFilesComeAndGoWithTheFile() async throws {
        let target = try await ScriptedTarget.start()
        let directory = try SettingsDirectory()
        let file = try directory.write(
            "all.json", "[{\"targets\": [\"127.0.0.1:\(target.port)\"], \"labels\": {\"k\": \"v\"}}]")
        let configuration = """
            scrape_configs:
              - job_name: a
                scrape_interval: 1s
                scrape_timeout: 1s
                file_sd_configs: [{files: ["\(directory.path)/*.json"]}]
            """
        try await Self.with(configuration) { rig in
            try await eventually(within: .seconds(60)) { rig.value("x{k=\"v\"}") == 1 }
            // A file that cannot be read keeps its targets.
            _ = try directory.write("all.json", "[{\"targets\": ")
            let asked = target.requests.count
            try await eventually(within: .seconds(60)) { target.requests.count > asked + 8 }
            #expect(await rig.service.readings.first?.active.count == 1)
            try FileManager.default.removeItem(atPath: file)
            try await eventually(within: .seconds(60)) { await rig.service.readings.first?.active.isEmpty == true }
            try await eventually(within: .seconds(60)) { rig.value("x") == nil && rig.value("up") == nil }
        }
        await target.stop()
    }

    @Test func aRealPrometheusIsScraped() async throws {
        let directory = try OpsChildren.PrivateDirectory()
        let prometheus = try await PrometheusServer.start(in: directory, configuration: "global: {}\n")
        try await Self.with(
            Self.jobs(Self.job(prometheus.port, "    scrape_protocols: [OpenMetricsText1.0.0]", timeout: "1s"))
        ) { rig in
            try await eventually(within: .seconds(60)) { (rig.value("prometheus_build_info{job=\"a\"}") ?? 0) == 1 }
            #expect((rig.value("scrape_samples_scraped") ?? 0) > 100)
            // It counts the scrapes themselves.
            try await eventually(within: .seconds(60)) {
                (rig.value("count(prometheus_http_request_duration_seconds_bucket)") ?? 0) > 0
            }
            let families = try #require(await rig.standing()?.families)
            #expect(families.count > 50 && families.contains { $0.name == "go_goroutines" && $0.type == "gauge" })
            await prometheus.stop()
            try await eventually(within: .seconds(60)) { rig.value("up") == 0 }
            #expect(rig.value("go_goroutines") == nil)
        }
        await prometheus.stop()
        directory.remove()
    }

    private static func gzip(_ text: String) throws -> [UInt8] {
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: "/bin/gzip")
        process.arguments = ["-c"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let writer = Task.detached {
            try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
            try input.fileHandleForWriting.close()
        }
        let packed = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        _ = writer
        return Array(packed)
    }
}
