import OpsCore
import Testing

/// What puts an alert aside changes what is shown, and nothing of what is known.
@Suite struct AlertMaskTests {
    private func life(_ story: String, _ policy: AlertPolicy = AlertLifeTests.waits) throws -> AlertLife {
        try AlertLifeTests.life(story, policy)
    }

    @Test(
        arguments: [
            ("true shelve", AlertState.shelved), ("true suppress", .suppressed), ("true withdraw", .outOfService),
            ("true shelve suppress", .shelved), ("true suppress shelve withdraw", .outOfService),
            ("true withdraw shelve return", .shelved), ("true shelve suppress unshelve", .suppressed),
            ("true ack shelve unshelve", .acknowledged), ("true shelve ack unshelve", .acknowledged),
            ("true shelve false unshelve", .cleared), ("true shelve false", .shelved),
            ("true shelve false ack", .shelved), ("true shelve false ack unshelve", .resolved),
            ("true false ack shelve true", .shelved), ("true false ack shelve true unshelve", .active),
            ("true false ack withdraw", .outOfService), ("true false ack suppress", .resolved),
            ("true false ack suppress true", .suppressed), ("suppress", nil), ("suppress pending", .pending),
            ("suppress true", .suppressed), ("suppress true unsuppress", .active), ("true unshelve", .active),
            ("true return unsuppress", .active), ("true shelve tick tick tick", .shelved),
        ] as [(String, AlertState?)])
    func whatIsShown(story: String, state: AlertState?) throws {
        #expect(try life(story).state == state)
    }

    /// Every mask over every standing: shown as its own state, and gone without a trace.
    @Test func everyMaskOverEveryState() throws {
        let standings = ["true", "true ack", "true false", "true ack false", "true false ack"]
        for policy in [AlertLifeTests.waits, AlertLifeTests.latches] {
            for story in standings {
                for (put, away) in [("shelve", "unshelve"), ("withdraw", "return"), ("suppress", "unsuppress")] {
                    let bare = try life(story, policy)
                    var masked = bare
                    try masked.apply(AlertLifeTests.event(put), at: wall(20))
                    #expect(masked.masks.count == 1 && masked.standing == bare.standing)
                    #expect(masked.state?.isMasked == (put != "suppress" || bare.standing != .resolved))
                    #expect(!masked.isOver, "what is put aside is remembered")
                    try masked.apply(AlertLifeTests.event(away), at: wall(21))
                    #expect(masked == bare, "\(story) \(put) \(away)")
                }
            }
        }
    }

    /// Beneath any masks the life goes on as it would without them: 2,000 random histories.
    @Test func masksNeverTouchTheLifeBeneath() {
        var random = SplitMix64(seed: 11)
        let plain = ["pending", "true", "false", "ack", "resolve"]
        let masks = ["shelve", "once", "unshelve", "withdraw", "return", "suppress", "unsuppress", "tick"]
        for policy in [AlertLifeTests.waits, AlertLifeTests.ends, AlertLifeTests.latches] {
            for _ in 0..<700 {
                var (bare, masked) = (AlertLife(policy: policy), AlertLife(policy: policy))
                var story = ""
                for second in 0..<12 {
                    let words = random.next() % 2 == 0 ? plain : masks
                    let word = words[Int(random.next() % UInt64(words.count))]
                    story += " \(word)"
                    let now = wall(Double(second))
                    if plain.contains(word) { _ = try? bare.apply(AlertLifeTests.event(word), at: now) }
                    _ = try? masked.apply(AlertLifeTests.event(word), at: now)
                    #expect(masked.standing == bare.standing && masked.since == bare.since, "\(story)")
                    #expect(masked.acknowledgedBy == bare.acknowledgedBy, "\(story)")
                }
            }
        }
    }

    @Test func aShelfEndsByItself() throws {
        var shelved = try life("true shelve")
        #expect(shelved.wakesAt == wall(101))
        #expect(try shelved.apply(.timePassed, at: wall(100.9)) == nil)
        #expect(try shelved.apply(.timePassed, at: wall(101)) == .active)
        // Any event finds that its time is over.
        var late = try life("true shelve")
        try late.apply(.conditionFalse, at: wall(500))
        #expect(late.state == .cleared && late.masks.isEmpty)
    }

    @Test func aOneShotShelfEndsWithTheCondition() throws {
        #expect(try life("true once").state == .shelved)
        #expect(try life("true once false").state == .cleared)
        #expect(try life("true ack once false").state == .resolved)
        #expect(try life("true false ack once").state == .shelved)
        #expect(try life("true false ack once true").state == .shelved)
        #expect(try life("true false ack once true false").state == .cleared)
        var bounded = try life("true once")
        #expect(try bounded.apply(.timePassed, at: wall(200)) == .active, "and with its time")
    }

    @Test func resolvingDoesNotGoRoundAMask() throws {
        for (story, code) in [
            ("true shelve", ProblemCode.conditionActive), ("true false shelve", .stateChanged),
            ("true withdraw", .conditionActive), ("suppress true", .conditionActive),
        ] {
            var masked = try life(story)
            let refusal = #expect(throws: Refusal.self) { try masked.apply(.resolve(by: "op"), at: wall(9)) }
            #expect(refusal?.code == code, "\(story)")
        }
    }

    @Test(arguments: [0, -5, AlertShelving.longestSeconds + 1, Int.max])
    func aShelfIsBounded(seconds: Int) throws {
        var life = try life("true")
        let wish = AlertShelving(durationSeconds: seconds)
        let refusal = #expect(throws: Refusal.self) { try life.apply(.shelve(wish, by: "op"), at: wall(1)) }
        #expect(refusal?.code == .validationFailed)
        #expect(life.masks.isEmpty)
    }

    @Test func withdrawingNeedsAReason() throws {
        for reason in ["", "   "] {
            var life = try life("true")
            let refusal = #expect(throws: Refusal.self) {
                try life.apply(.withdraw(AlertWithdrawal(reason: reason), by: "boss"), at: wall(1))
            }
            #expect(refusal?.code == .validationFailed)
        }
    }

    @Test func whatThereIsNotCannotBePutAside() throws {
        for word in ["shelve", "withdraw"] {
            var none = AlertLife(policy: AlertLifeTests.waits)
            #expect(throws: Refusal.self) { try none.apply(AlertLifeTests.event(word), at: wall(0)) }
            var pending = try life("pending")
            #expect(throws: Refusal.self) { try pending.apply(AlertLifeTests.event(word), at: wall(1)) }
        }
    }

    @Test func aMaskSaysWhoWhyAndUntilWhen() throws {
        let life = try life("true shelve withdraw")
        #expect(
            life.masks == [
                AlertMask(kind: .outOfService, by: "boss", reason: "repair", since: wall(2)),
                AlertMask(kind: .shelved, by: "op3", reason: "noise", since: wall(1), until: wall(101)),
            ])
    }
}
