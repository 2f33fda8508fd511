import OpsCore
import Testing

/// The life without masks: every state with every event, for every policy.
@Suite struct AlertLifeTests {
    static let waits = AlertPolicy(resolvesItself: false)
    static let ends = AlertPolicy(resolvesItself: true)
    static let endsLater = AlertPolicy(resolvesItself: true, resolvesAfterSeconds: 3)
    static let latches = AlertPolicy(resolvesItself: true, latches: true)

    static func event(_ word: some StringProtocol) -> AlertEvent {
        switch word {
        case "pending": .conditionPending
        case "true": .conditionTrue
        case "false": .conditionFalse
        case "ack": .acknowledge(by: "op1")
        case "resolve": .resolve(by: "op2")
        case "shelve": .shelve(AlertShelving(durationSeconds: 100, reason: "noise"), by: "op3")
        case "once": .shelve(AlertShelving(durationSeconds: 100, oneShot: true), by: "op3")
        case "unshelve": .unshelve
        case "withdraw": .withdraw(AlertWithdrawal(reason: "repair"), by: "boss")
        case "return": .returnToService
        case "suppress": .suppress("pump off")
        case "unsuppress": .unsuppress
        default: .timePassed
        }
    }

    /// A life told in words, at one second a word.
    static func life(_ story: String, _ policy: AlertPolicy = waits) throws -> AlertLife {
        var life = AlertLife(policy: policy)
        for (second, word) in story.split(separator: " ").enumerated() {
            try life.apply(event(word), at: wall(Double(second)))
        }
        return life
    }

    struct Row: Sendable {
        var story: String
        /// After pending, true, false, ack, resolve: a state, `-` for none, or a refusal's code.
        var outcomes: String
    }

    static let plant = [
        Row(story: "", outcomes: "pending active - RESOURCE_NOT_FOUND RESOURCE_NOT_FOUND"),
        Row(story: "pending", outcomes: "pending active - VALIDATION_FAILED CONDITION_ACTIVE"),
        Row(story: "true", outcomes: "active active cleared acknowledged CONDITION_ACTIVE"),
        Row(story: "true ack", outcomes: "acknowledged acknowledged resolved acknowledged CONDITION_ACTIVE"),
        Row(story: "true false", outcomes: "cleared active cleared resolved STATE_CHANGED"),
        Row(story: "true ack false", outcomes: "pending active resolved resolved resolved"),
    ]
    static let latching = [
        Row(story: "true", outcomes: "active active cleared acknowledged CONDITION_ACTIVE"),
        Row(story: "true ack", outcomes: "acknowledged acknowledged latched acknowledged CONDITION_ACTIVE"),
        Row(story: "true false", outcomes: "cleared active cleared latched STATE_CHANGED"),
        Row(story: "true ack false", outcomes: "latched active latched latched resolved"),
        Row(story: "true false ack resolve", outcomes: "pending active resolved resolved resolved"),
    ]
    static let selfEnding = [
        Row(story: "true", outcomes: "active active resolved acknowledged CONDITION_ACTIVE"),
        Row(story: "true ack", outcomes: "acknowledged acknowledged resolved acknowledged CONDITION_ACTIVE"),
        Row(story: "true false", outcomes: "pending active resolved resolved resolved"),
    ]
    static let slowlyEnding = [
        Row(story: "true false", outcomes: "cleared active cleared resolved resolved"),
        Row(story: "true false tick tick", outcomes: "resolved active resolved resolved resolved"),
    ]

    private static func check(_ rows: [Row], _ policy: AlertPolicy) throws {
        for row in rows {
            let outcomes = row.outcomes.split(separator: " ")
            for (word, wanted) in zip(["pending", "true", "false", "ack", "resolve"], outcomes) {
                var life = try life(row.story, policy)
                let before = life
                let now = wall(Double(row.story.split(separator: " ").count))
                do {
                    try life.apply(event(word), at: now)
                    #expect(life.state?.rawValue ?? "-" == wanted, "\(row.story) + \(word)")
                } catch {
                    #expect(error.code.rawValue == wanted, "\(row.story) + \(word)")
                    #expect(life == before, "a refusal changes nothing")
                }
            }
        }
    }

    @Test func everyStateWithEveryEvent() throws {
        try Self.check(Self.plant, Self.waits)
        try Self.check(Self.latching, Self.latches)
        try Self.check(Self.selfEnding, Self.ends)
        try Self.check(Self.slowlyEnding, Self.endsLater)
    }

    @Test func saysWhenItWillEndItself() throws {
        #expect(try Self.life("true false", Self.endsLater).resolvesAt == wall(4))
        #expect(try Self.life("true false", Self.endsLater).wakesAt == wall(4))
        #expect(try Self.life("true false", Self.waits).wakesAt == nil)
        #expect(try Self.life("true", Self.endsLater).resolvesAt == nil)
    }

    @Test func remembersSinceWhenAndWho() throws {
        #expect(try Self.life("pending true ack").since == wall(0))
        #expect(try Self.life("pending true ack false").since == wall(3))
        #expect(try Self.life("true ack false").acknowledgedBy == "op1")
        #expect(try Self.life("true false resolve", Self.endsLater).acknowledgedBy == "op2")
        #expect(try Self.life("true ack false true").acknowledgedBy == nil, "a new activation wants a new one")
        #expect(try Self.life("true ack false resolve", Self.latches).acknowledgedBy == "op1")
    }

    @Test func reportsTheNewStateOnce() throws {
        var life = AlertLife(policy: Self.ends)
        #expect(try life.apply(.conditionTrue, at: wall(0)) == .active)
        #expect(try life.apply(.conditionTrue, at: wall(1)) == nil)
        #expect(try life.apply(.conditionFalse, at: wall(2)) == .resolved)
    }

    @Test func resumesAStoredAlert() throws {
        var status = AlertStatus(
            id: "a", name: "A", source: .plant, severity: .warning, state: .active, summary: "", labels: [:],
            since: wall(0))
        var first = try Self.life("true shelve suppress withdraw false", Self.latches)
        status.latch = true
        status.take(first)
        #expect(status.state == .outOfService && status.standing == .cleared && status.masks?.count == 3)
        var second = AlertLife(policy: .standard(for: status), resuming: status)
        #expect(first == second)
        for word in ["true", "return", "unshelve", "ack", "unsuppress", "false"] {
            try first.apply(Self.event(word), at: wall(9))
            try second.apply(Self.event(word), at: wall(9))
            #expect(first == second, "\(word)")
        }
        status.take(second)
        #expect(status.state == .latched && status.standing == nil && status.masks == nil)
    }

    @Test(arguments: [(AlertSource.rule, true), (.plant, false), (.probe, true), (.spend, true), (.external, true)])
    func standardPolicies(source: AlertSource, resolvesItself: Bool) {
        var alert = AlertStatus(
            id: "a", name: "A", source: source, severity: .info, state: .active, summary: "", labels: [:],
            since: wall(0))
        #expect(AlertPolicy.standard(for: alert).resolvesItself == resolvesItself)
        alert.latch = true
        #expect(AlertPolicy.standard(for: alert).latches && !AlertPolicy.standard(for: alert).resolvesItself)
    }
}
