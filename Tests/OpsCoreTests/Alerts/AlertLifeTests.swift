import OpsCore
import Testing

@Suite struct AlertLifeTests {
    /// A life told in words, at one second a word.
    private func life(_ story: String, _ policy: AlertPolicy) throws -> AlertLife {
        var life = AlertLife(policy: policy)
        for (second, word) in story.split(separator: " ").enumerated() {
            let event: AlertEvent =
                switch word {
                case "pending": .conditionPending
                case "true": .conditionTrue
                case "false": .conditionFalse
                case "ack": .acknowledge(by: "op1")
                case "resolve": .resolve(by: "op2")
                default: .timePassed
                }
            try life.apply(event, at: wall(Double(second)))
        }
        return life
    }

    private let waits = AlertPolicy(resolvesItself: false)
    private let ends = AlertPolicy(resolvesItself: true)
    private let endsLater = AlertPolicy(resolvesItself: true, resolvesAfterSeconds: 3)

    @Test(
        arguments: [
            ("pending", AlertState.pending), ("pending false", nil), ("pending true", .active), ("true", .active),
            ("true pending", .active), ("true ack", .acknowledged), ("true ack ack", .acknowledged),
            ("true false", .cleared), ("true false resolve", .resolved), ("true false resolve resolve", .resolved),
            ("true false ack", .resolved), ("true ack false", .resolved), ("true false true", .active),
            ("true ack false true", .active), ("true ack false pending", .pending),
            ("true false tick tick tick", .cleared),
            ("false", nil),
        ] as [(String, AlertState?)])
    func thePlantsAlertsWaitForAPerson(story: String, state: AlertState?) throws {
        #expect(try life(story, waits).state == state)
    }

    @Test(arguments: [
        ("true false", AlertState.resolved), ("true ack false", .resolved), ("true false true", .active),
        ("true false pending", .pending),
    ])
    func theRulesAlertsEndThemselves(story: String, state: AlertState) throws {
        #expect(try life(story, ends).state == state)
    }

    @Test(arguments: [
        ("true false", AlertState.cleared), ("true false tick tick", .cleared),
        ("true false tick tick tick", .resolved),
        ("true false tick true tick tick", .active), ("true false resolve", .resolved),
    ])
    func orAfterATime(story: String, state: AlertState) throws {
        #expect(try life(story, endsLater).state == state)
    }

    @Test func saysWhenItWillEndItself() throws {
        #expect(try life("true false", endsLater).resolvesAt == wall(4))
        #expect(try life("true false", waits).resolvesAt == nil)
        #expect(try life("true", endsLater).resolvesAt == nil)
    }

    @Test(arguments: ["true resolve", "true ack resolve", "pending resolve", "true false true resolve"])
    func resolvingWhileTheConditionHoldsIsRefused(story: String) throws {
        let refusal = try #require(throws: Refusal.self) { try life(story, waits) }
        #expect(refusal.code == .conditionActive)
    }

    @Test(arguments: [
        ("ack", ProblemCode.resourceNotFound), ("resolve", .resourceNotFound), ("pending ack", .validationFailed),
    ])
    func actingOnNothingIsRefused(story: String, code: ProblemCode) throws {
        let refusal = try #require(throws: Refusal.self) { try life(story, waits) }
        #expect(refusal.code == code)
    }

    @Test func aRefusalChangesNothing() throws {
        var life = try life("true ack", waits)
        let before = life
        #expect(throws: Refusal.self) { try life.apply(.resolve(by: "op2"), at: wall(9)) }
        #expect(life == before)
    }

    @Test func remembersSinceWhenAndWho() throws {
        #expect(try life("pending true ack", waits).since == wall(0))
        #expect(try life("pending true ack false", waits).since == wall(3))
        #expect(try life("true ack false", waits).acknowledgedBy == "op1")
        #expect(try life("true false resolve", waits).acknowledgedBy == "op2")
        #expect(try life("true ack false true", waits).acknowledgedBy == nil, "a new activation wants a new one")
    }

    @Test func reportsTheNewStateOnce() throws {
        var life = AlertLife(policy: ends)
        #expect(try life.apply(.conditionTrue, at: wall(0)) == .active)
        #expect(try life.apply(.conditionTrue, at: wall(1)) == nil)
        #expect(try life.apply(.conditionFalse, at: wall(2)) == .resolved)
    }

    @Test func resumesAStoredAlert() throws {
        var status = AlertStatus(
            id: "a", name: "A", source: .plant, severity: .warning, state: .cleared, summary: "", labels: [:],
            since: wall(0))
        var life = AlertLife(policy: .standard(for: .plant), resuming: status)
        try life.apply(.resolve(by: "op1"), at: wall(5))
        status.take(life)
        #expect(status.state == .resolved)
        #expect(status.acknowledgedBy == "op1")
    }

    @Test(arguments: [(AlertSource.rule, true), (.plant, false), (.probe, true), (.spend, true), (.external, true)])
    func standardPolicies(source: AlertSource, resolvesItself: Bool) {
        #expect(AlertPolicy.standard(for: source).resolvesItself == resolvesItself)
    }
}
