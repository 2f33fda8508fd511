import OpsCore
import Testing

@Suite("A command that waits for a person")
struct ActuationHoldTests {
    private static func local(_ name: String) -> Caller { Caller(identity: .local(user: name), role: .operator) }

    private static func key(_ holder: String, _ id: String = "k1") -> Caller {
        Caller(identity: .key(tenant: holder, keyID: id), role: .operator)
    }

    private static let nobody = Caller(identity: .address("192.0.2.1"), role: .operator)

    private static func hold(by caller: Caller = local("op1"), second: Bool = true) -> ActuationHold {
        var draft = ValveFixture.command(.position, position: 40)
        draft.actor = caller.name
        return ActuationHold(
            draft, request: ActuationRequest(action: .position, position: 40), by: caller, needsSecondPerson: second,
            basis: ValveFixture.state(1, 100, rev: 7), at: ValveFixture.at(0))
    }

    private static func code(_ hold: ActuationHold, _ caller: Caller, at seconds: Double = 1) -> ProblemCode? {
        do {
            _ = try hold.confirmed(by: caller, CommandConfirmation(), at: ValveFixture.at(seconds))
            return nil
        } catch {
            return error.code
        }
    }

    @Test("Another person confirms; another key, session or spelling of the same one does not")
    func persons() {
        let rows: [(Caller, Caller, ProblemCode?)] = [
            (Self.local("op1"), Self.local("op2"), nil),
            (Self.local("op1"), Self.local("op1"), .needsSecondOperator),
            (Self.local("op1"), Self.key("op1"), .needsSecondOperator),
            (Self.key("ops", "k1"), Self.key("ops", "k2"), .needsSecondOperator),
            (Self.key("Ops"), Self.key("ops"), .needsSecondOperator),
            (Self.key("ops", "k1"), Self.key("night", "k2"), nil),
            // The keys were read again, and this one's holder is called otherwise now.
            (Self.key("operator1", "k1"), Self.key("operator2", "k1"), .needsSecondOperator),
            (Self.key("ops"), Self.local("op1"), nil),
            (Self.local("op1"), Self.nobody, .needsSecondOperator),
            (Self.nobody, Self.local("op1"), .needsSecondOperator),
        ]
        for (asks, confirms, wanted) in rows {
            #expect(Self.code(Self.hold(by: asks), confirms) == wanted, "\(asks.name) then \(confirms.name)")
        }
    }

    @Test("Who has no name may not ask where two persons must agree")
    func nobodyAsks() {
        #expect(ActuationHold.refusal(of: Self.nobody, for: "v-1")?.code == .needsSecondOperator)
        #expect(ActuationHold.refusal(of: Self.local("op1"), for: "v-1") == nil)
    }

    @Test("A valve that is selected is operated by who selected it")
    func own() {
        let hold = Self.hold(second: false)
        #expect(Self.code(hold, Self.local("op1")) == nil)
        #expect(Self.code(hold, Self.local("op2")) == .alreadySelected)
        #expect(hold.command.holdUntil == ValveFixture.at(30).wall)
    }

    @Test("The time of the command counts from its confirmation; the selection's own time ends it")
    func times() throws {
        let hold = Self.hold()
        #expect(hold.command.state == .held && hold.command.steps.map(\.state) == [.held])
        #expect(hold.command.holdUntil == ValveFixture.at(120).wall)
        #expect(hold.request.expectRev == 7, "what the requester saw")
        let command = try hold.confirmed(by: Self.local("op2"), CommandConfirmation(), at: ValveFixture.at(100))
        #expect(command.issuedAt == ValveFixture.at(100).wall && command.notAfter == ValveFixture.at(105).wall)
        #expect(command.steps.map(\.state) == [.held, .requested] && command.confirmedBy == "op2")
        #expect(command.holdUntil == nil && command.state == .requested)
        #expect(Self.code(hold, Self.local("op2"), at: 120) == .timeLimitOver)
        let lapsed = hold.lapsed(at: ValveFixture.at(120).wall)
        #expect(lapsed.state == .timedOut && lapsed.cause == .needsSecondOperator && lapsed.holdUntil == nil)
    }

    @Test("What is confirmed is what was seen")
    func seen() {
        let hold = Self.hold()
        let second = Self.local("op2")
        #expect(throws: Never.self) {
            _ = try hold.confirmed(by: second, CommandConfirmation(of: hold.command), at: ValveFixture.at(1))
        }
        let wrong: [CommandConfirmation] = [
            .init(valveId: "v-2"), .init(action: .close), .init(valveId: "v-1", action: .position, position: 41),
        ]
        for seen in wrong {
            let refusal = #expect(throws: Refusal.self) {
                _ = try hold.confirmed(by: second, seen, at: ValveFixture.at(1))
            }
            #expect(refusal?.code == .stateChanged, "\(seen)")
        }
    }

    @Test("Others are told who has the valve, for what and until when")
    func told() throws {
        var valve = ValveStatus(id: "v-1", name: "one")
        (valve.state, valve.positionPercent, valve.quality, valve.online) = (.open, 100, .good, true)
        (valve.rev, valve.bootId) = (7, "b1")
        var facts = ActuationFacts(
            brokerConnected: true, configuration: ValveFixture.configuration, valve: valve, stateIsFresh: true)
        facts.hold = ValveHold(Self.hold().command)
        let refusal = try #require(ActuationGate.check(ActuationRequest(action: .close), facts))
        #expect(refusal.code == .alreadySelected)
        for text in ["op1", "position", "08:02:00Z", "second person", "c-1"] {
            #expect(refusal.detail.contains(text), "\(text) in \(refusal.detail)")
        }
        #expect(ActuationGate.check(ActuationRequest(action: .stop), facts) == nil)
    }

    @Test("A critical valve may wait for its second person, and operates only with one")
    func critical() {
        var configuration = ValveFixture.configuration
        configuration.critical = true
        var valve = ValveStatus(id: "v-1", name: "one")
        (valve.state, valve.quality, valve.online, valve.rev, valve.bootId) = (.open, .good, true, 7, "b1")
        var facts = ActuationFacts(
            brokerConnected: true, configuration: configuration, valve: valve, stateIsFresh: true)
        let close = ActuationRequest(action: .close)
        #expect(ActuationGate.check(close, facts)?.code == .needsSecondOperator)
        facts.mayAwaitSecondPerson = true
        #expect(ActuationGate.check(close, facts) == nil)
        facts.mayAwaitSecondPerson = false
        facts.confirmedBy = "op2"
        #expect(ActuationGate.check(close, facts) == nil)
    }
}
