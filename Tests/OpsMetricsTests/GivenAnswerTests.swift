import OpsMetrics
import Testing

/// Rules whose expressions were asked elsewhere.
@Suite struct GivenAnswerTests {
    private struct Unreachable: Error {}

    private static let text = """
        groups:
          - name: g
            rules:
              - alert: A
                expr: nothing_here > 0
              - record: r
                expr: 1 + 1

        """

    @Test func answersTakeTheExpressionsPlaceAndFailuresLeaveAlertsAsTheyWere() throws {
        let group = try #require(try RuleFile.load(text: Self.text, name: "g.yml").groups.first)
        let engine = QueryEngine(store: SeriesStore())
        var state = RuleGroupState()
        #expect(state.evaluate(group, engine: engine, at: 1_000).alerts.isEmpty)

        let sample = Sample(labels: Labels([("i", "1")]), value: 7)
        let held = state.evaluate(
            group, engine: engine, at: 2_000, plan: RulePlan(given: [0: .success(.vector([sample]))]))
        #expect(held.alerts.map(\.value) == [7] && held.alerts.map(\.state) == [.firing] && held.failures.isEmpty)
        #expect(held.recorded.map(\.value) == [2])

        let lost = state.evaluate(
            group, engine: engine, at: 3_000,
            plan: RulePlan(given: [0: .failure(Unreachable()), 1: .success(.scalar(5))]))
        #expect(lost.alerts == held.alerts && lost.failures.map(\.rule) == ["A"])
        #expect(lost.recorded.map(\.value) == [5])

        let ended = state.evaluate(group, engine: engine, at: 4_000, plan: RulePlan(given: [0: .success(.vector([]))]))
        #expect(ended.alerts.isEmpty && ended.transitions.map(\.alert.state) == [.inactive])
        let matrix = state.evaluate(group, engine: engine, at: 5_000, plan: RulePlan(given: [0: .success(.matrix([]))]))
        #expect(matrix.failures.map(\.rule) == ["A"])
    }
}
