import NIOPosix
import OpsChildren
import OpsCore
import OpsMetrics
import OpsTestSupport
import Testing

@testable import OpsServer

/// Rules that are asked of another server.
@Suite(.serialized, .timeLimit(.minutes(3))) struct LinkedRulesTests {
    private static func settings(_ server: ScriptedPrometheus) -> PrometheusSettings { .init(url: server.url) }

    @Test func manyAtTheSameMomentWaitTheirTurnAndNoneIsRefused() async throws {
        let arrived = Guarded(0)
        let server = try await ScriptedPrometheus.start { _ in
            arrived.with { $0 += 1 }
            // The first ones are answered once all places are taken.
            try await eventually { arrived.value >= 4 }
            return ScriptedPrometheus.vector(1)
        }
        let link = PrometheusLink(Self.settings(server), clock: SystemClock(), logger: TestLedger.logger)
        let values = await withTaskGroup(of: Double?.self) { group in
            for index in 0..<40 { group.addTask { try? await link.value(of: "x\(index)").number } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(values.count == 40 && values.allSatisfy { $0 == 1 })
        #expect(server.mostUnderWay == 4, "\(server.mostUnderWay) at a time")
        await link.close()
        await server.stop()
    }

    @Test func whoWaitsNoLongerLeavesItsTurnAndTheServerIsNotBlamed() async throws {
        let release = Guarded(false)
        let server = try await ScriptedPrometheus.start { _ in
            try await eventually { release.value }
            return ScriptedPrometheus.vector(1)
        }
        let link = PrometheusLink(Self.settings(server), clock: SystemClock(), logger: TestLedger.logger)
        let first = (0..<4).map { index in Task { try await link.value(of: "x\(index)").number } }
        try await eventually(within: .seconds(30), "all places are taken") { server.questions.count == 4 }
        let waiting = Task { try await link.value(of: "late") }
        waiting.cancel()
        await #expect(throws: PrometheusClient.Failure.self) { try await waiting.value }
        release.with { $0 = true }
        for task in first { #expect(try await task.value == 1) }
        for _ in 0..<8 { _ = try? await link.value(of: "x", within: .nanoseconds(1)) }
        #expect(try await link.value(of: "x").number == 1)
        #expect(!server.questions.contains { $0.query == "late" })
        await link.close()
        await server.stop()
    }

    @Test func aGroupsQuestionsGoTogetherAndEndWithItsTime() async throws {
        let (arrived, isOver) = (Guarded(0), Guarded(false))
        let server = try await ScriptedPrometheus.start { question in
            arrived.with { $0 += 1 }
            // One by one they would never be answered.
            try await eventually { arrived.value >= PrometheusLink.ruleQuestions }
            if question.query == "hangs" { try await eventually(within: .seconds(60)) { isOver.value } }
            return ScriptedPrometheus.vector(3)
        }
        let link = PrometheusLink(Self.settings(server), clock: SystemClock(), logger: TestLedger.logger)
        let texts = Dictionary(uniqueKeysWithValues: (0..<6).map { ($0, "x\($0)") })
        let answers = await LinkedQuestions(link, until: .now + .seconds(30)).values(of: texts, at: nil)
        #expect(answers.count == 6 && answers.values.allSatisfy { (try? $0.get().number) == 3 })
        #expect(server.mostUnderWay == PrometheusLink.ruleQuestions)
        let late = LinkedQuestions(link, until: .now + .milliseconds(300))
        let failed = await late.values(of: [0: "hangs", 1: "hangs", 2: "hangs", 3: "hangs"], at: nil)
        #expect(failed.count == 4 && failed.values.allSatisfy { (try? $0.get()) == nil })
        #expect(server.questions.count { $0.query == "hangs" } == PrometheusLink.ruleQuestions)
        // What a template asks ends too, on a thread that may wait.
        let asked = try? await NIOThreadPool.singleton.runIfActive { try late.samples(of: "hangs") }
        #expect(asked == nil)
        isOver.with { $0 = true }
        #expect(try await link.value(of: "x").number == 3, "a group's lack of time is no failure of the server")
        await link.close()
        await server.stop()
    }

    @Test func templatesAskSoManyQuestionsAtMost() async throws {
        let server = try await ScriptedPrometheus.start { _ in ScriptedPrometheus.vector(3) }
        let link = PrometheusLink(Self.settings(server), clock: SystemClock(), logger: TestLedger.logger)
        let questions = LinkedQuestions(link, until: .now + .seconds(60))
        let answered = try await NIOThreadPool.singleton.runIfActive {
            (0..<LinkedQuestions.templateLimit + 5).count { (try? questions.samples(of: "x\($0)").first?.value) == 3 }
        }
        #expect(answered == LinkedQuestions.templateLimit)
        await link.close()
        await server.stop()
    }

    @Test(
        arguments: [
            (nil, ListenAddress(host: "127.0.0.1", port: 8000), "http://127.0.0.1:8000"),
            (nil, ListenAddress(host: "::1", port: 9), "http://[::1]:9"), (nil, nil, ""),
            (nil, ListenAddress(host: "127.0.0.1", port: 0), ""),
            ("https://ops.example/base", ListenAddress(host: "127.0.0.1", port: 8000), "https://ops.example/base"),
        ] as [(String?, ListenAddress?, String)])
    func theAddressInTextsIsTheServersOwn(external: String?, listen: ListenAddress?, wanted: String) {
        var configuration = ServerConfiguration(stateDirectory: "/nowhere")
        (configuration.externalURL, configuration.listen) = (external, listen)
        #expect(configuration.publicURL == wanted)
    }

    @Test func theTimeBeforeIsFetchedForObjectives() async throws {
        let server = try await ScriptedPrometheus.start { question in
            guard question.path.hasSuffix("range"), let start = question.form["start"].flatMap(Double.init),
                let end = question.form["end"].flatMap(Double.init),
                let step = question.form["step"].flatMap(Double.init)
            else { return ScriptedPrometheus.vector(question.query.contains("0.9") ? 0.9 : 1) }
            let value = question.query.contains("failed") ? 0.25 : question.query.contains("vector") ? 0.9 : 1
            let points = stride(from: start, through: end, by: step).map { "[\($0),\"\(value)\"]" }
            return #"{"resultType":"matrix","result":[{"metric":{},"values":["# + points.joined(separator: ",") + "]}]}"
        }
        let objectives = """
            interval: 15s
            objectives: [{name: there, target: 90%, window: 1d, bad: failed_total, total: all_total}]
            """
        try await RuleSite.with(
            ["rules.yml": "groups: []", "slo.yml": objectives],
            configure: { configuration, directory in
                configuration.prometheus = Self.settings(server)
                configuration.objectiveFile = directory.file("slo.yml")
            }
        ) { site in
            try await eventually(within: .seconds(60), "a whole day is known at once") {
                try await site.core.snapshot().slo.first?.windowKnownSec ?? 0 > 86_000
            }
            let slo = try #require(try await site.core.snapshot().slo.first)
            #expect(abs((slo.ratio ?? 0) - 0.75) < 0.001, "\(slo)")
            #expect(server.questions.count { $0.path.hasSuffix("range") } == 3)
        }
        await server.stop()
    }

    private static let rules = """
        groups:
          - name: past
            interval: 300ms
            query_offset: 1m
            rules:
              - {record: "was:there", expr: there}
          - name: now
            interval: 300ms
            rules:
              - alert: Speaks
                expr: there > 0
                labels: {severity: warning}
                annotations: {summary: '{{ query "elsewhere" | first | value }} at {{ externalURL }}'}
        """

    @Test func anOffsetIsAskedForAndTemplatesAskThereToo() async throws {
        let server = try await ScriptedPrometheus.start { question in
            ScriptedPrometheus.vector(question.query == "elsewhere" ? 42 : 7)
        }
        try await RuleSite.with(
            ["rules.yml": Self.rules],
            configure: { configuration, _ in
                configuration.prometheus = Self.settings(server)
                configuration.externalURL = "https://ops.example/base"
            }
        ) { site in
            try await eventually(within: .seconds(30), "the template's text is there") {
                try await site.core.snapshot().alerts.first { $0.name == "Speaks" }?.summary
                    == "42 at https://ops.example/base"
            }
            let store = try site.core.valveHistory.engine.store
            let recorded = try await eventuallySome {
                store.select([.equal("__name__", "was:there")], from: .min, through: .max).first?.samples.last
            }
            #expect(recorded.value == 7)
            let times = server.questions.filter { $0.query == "there" }.compactMap {
                $0.form["time"].flatMap(Double.init)
            }
            #expect(times.contains { Int64(($0 * 1_000).rounded()) == recorded.milliseconds }, "\(times)")
            #expect(server.questions.filter { $0.query == "there > 0" }.allSatisfy { $0.form["time"] == nil })
        }
        await server.stop()
    }

    private func eventuallySome<Value: Sendable>(_ value: @escaping @Sendable () -> Value?) async throws -> Value {
        try await eventually(within: .seconds(30), "a value") { value() != nil }
        return try #require(value())
    }
}
