import Foundation
import OpsChildren
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsMetrics
@testable import OpsServer

/// Targets over real HTTP: what they answer is in the store, and what goes wrong is said.
@Suite(.serialized) struct ScrapeServiceTests {
    @Test func aTargetsSamplesAreStoredWithItsLabelsAndItSaysWhatTheyAre() async throws {
        let target = try await ScriptedTarget.start()
        target.behave(
            .text("# HELP x An x.\n# TYPE x gauge\nx{site=\"own\"} 7\n", type: ScriptedTarget.plain))
        try await ScrapeRig.with(ScrapeRig.jobs(ScrapeRig.job(target.port))) { rig in
            try await eventually { rig.value("x") == 7 }
            let instance = "instance=\"127.0.0.1:\(target.port)\""
            #expect(rig.value("x{job=\"a\",\(instance),site=\"north\",exported_site=\"own\"}") == 7)
            #expect(rig.value("up{job=\"a\",\(instance)}") == 1)
            #expect(rig.value("scrape_samples_scraped") == 1)
            try await eventually { await rig.standing()?.health != "unknown" }
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
        try await ScrapeRig.with(ScrapeRig.jobs(ScrapeRig.job(target.port))) { rig in
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
        try await ScrapeRig.with(ScrapeRig.jobs(ScrapeRig.job(target.port))) { rig in
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
        try await ScrapeRig.with(ScrapeRig.jobs(ScrapeRig.job(target.port, limits, timeout: "1s"))) { rig in
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
        try await ScrapeRig.with(ScrapeRig.jobs(ScrapeRig.job(target.port))) { rig in
            try await eventually(within: .seconds(60)) { rig.value("packed") == 3 }
        }
        await target.stop()
    }

    @Test func redirectsAreFollowedOnlyWhereTheJobSaysSo() async throws {
        let target = try await ScriptedTarget.start()
        target.behave(.redirect("/moved"))
        let configuration = ScrapeRig.jobs(
            ScrapeRig.job(target.port), ScrapeRig.job(target.port, name: "b", "    follow_redirects: false"))
        try await ScrapeRig.with(configuration) { rig in
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
        try await ScrapeRig.with(ScrapeRig.jobs(ScrapeRig.job(target.port, access))) { rig in
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
        try await ScrapeRig.with(ScrapeRig.jobs(ScrapeRig.job(first.port), ScrapeRig.job(second.port, name: "b"))) {
            rig in
            try await eventually(within: .seconds(60)) {
                rig.value("x{job=\"a\"}") == 1 && rig.value("x{job=\"b\"}") == 1
            }
            _ = try rig.directory.write("scrape.yml", "scrape_configs: [{job_name: }]")
            let refusal = await #expect(throws: Refusal.self) { try await rig.service.reload() }
            #expect(refusal?.code == .internalError && refusal?.detail.contains("scrape.yml:1:") == true)
            #expect(await rig.service.readings.map(\.job) == ["a", "b"])
            _ = try rig.directory.write("scrape.yml", ScrapeRig.jobs(ScrapeRig.job(first.port)))
            try await rig.service.reload()
            #expect(await rig.service.readings.map(\.job) == ["a"])
            #expect(rig.value("x{job=\"b\"}") == nil && rig.value("up{job=\"b\"}") == nil)
            #expect(rig.value("x{job=\"a\"}") == 1)
            // It knows its last scrape still.
            #expect(await rig.standing()?.health == "up")
            // A target that comes to a job ends nothing of the one that was there.
            _ = try rig.directory.write(
                "scrape.yml",
                ScrapeRig.jobs(
                    ScrapeRig.job(first.port).replacing(
                        "127.0.0.1:\(first.port)", with: "127.0.0.1:\(first.port)\", \"127.0.0.1:\(second.port)")))
            try await rig.service.reload()
            #expect(rig.value("x{job=\"a\",instance=\"127.0.0.1:\(first.port)\"}") == 1)
            #expect(await rig.service.readings.first?.active.count == 2)
        }
        await first.stop()
        await second.stop()
    }

    @Test func reloadsWaitForWhateverChangesTheTargets() async throws {
        let target = try await ScriptedTarget.start()
        try await ScrapeRig.with(ScrapeRig.jobs(ScrapeRig.job(target.port))) { rig in
            try await eventually(within: .seconds(60)) { rig.value("x") == 1 }
            try await rig.service.gate.enter()
            _ = try rig.directory.write("scrape.yml", ScrapeRig.jobs(ScrapeRig.job(target.port, name: "b")))
            let service = rig.service
            let reloads = (0..<3).map { _ in Task { try await service.reload() } }
            try await eventually("they wait") { await service.reloadsWaiting == 3 }
            #expect(await service.readings.map(\.job) == ["a"])
            service.gate.leave()
            for reload in reloads { try await reload.value }
            #expect(await service.readings.map(\.job) == ["b"] && rig.value("up{job=\"a\"}") == nil)
        }
        await target.stop()
    }

    @Test func aJobThatIsChangedEndsWhatItsTargetHasNoMore() async throws {
        let target = try await ScriptedTarget.start()
        target.behave(.text("x 1\ny 1\n", type: ScriptedTarget.plain))
        try await ScrapeRig.with(ScrapeRig.jobs(ScrapeRig.job(target.port))) { rig in
            try await eventually(within: .seconds(60)) { rig.value("x") == 1 }
            try await eventually(within: .seconds(60)) { await rig.standing()?.health == "up" }
            let steps = "    metric_relabel_configs: [{source_labels: [__name__], regex: y, action: drop}]"
            _ = try rig.directory.write("scrape.yml", ScrapeRig.jobs(ScrapeRig.job(target.port, steps)))
            try await rig.service.reload()
            #expect(rig.value("x") == 1)
            #expect(await rig.standing()?.lastScrape != nil, "how it did is not forgotten")
            try await eventually(within: .seconds(60)) { rig.value("y") == nil && rig.value("x") == 1 }
        }
        await target.stop()
    }

    @Test func targetsOverTheMostCostNothingUntilThereIsRoom() async throws {
        func configuration(_ names: Range<Int>) -> String {
            let targets = names.map { "h\($0)" }.joined(separator: ", ")
            return "scrape_configs: [{job_name: a, scrape_interval: 100y, static_configs: [{targets: [\(targets)]}]}]"
        }
        let most = ScrapeLimits.targetsAtMost
        try await ScrapeRig.with(configuration(0..<most + 2)) { rig in
            try await eventually(within: .seconds(60)) { await !rig.service.readings.isEmpty }
            let first = try #require(await rig.service.readings.first)
            #expect(first.active.count == most && first.beyond == 2)
            let answer = try TargetsJSON.answer(
                .list(active: true, dropped: true, pool: nil), [first], within: .seconds(60))
            #expect(answer.warnings.map { $0.hasPrefix("job a: 2 targets are not asked") } == [true])
            _ = try rig.directory.write("scrape.yml", configuration(1..<most + 2))
            try await rig.service.reload()
            let next = try #require(await rig.service.readings.first)
            #expect(next.beyond == 1 && next.active.last?.target.url == "http://h\(most)/metrics")
            #expect(rig.store.statistics.seriesCount == 0)
        }
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
        try await ScrapeRig.with(configuration) { rig in
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
        try await ScrapeRig.with(
            ScrapeRig.jobs(
                ScrapeRig.job(prometheus.port, "    scrape_protocols: [OpenMetricsText1.0.0]", timeout: "1s"))
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
