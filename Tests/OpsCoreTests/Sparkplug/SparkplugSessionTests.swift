import OpsCore
import Testing

@Suite("Sparkplug sessions")
struct SparkplugSessionTests {
    private typealias Fixture = SparkplugFixture

    /// A session with a born node and a born device; the next sequence number is `next`.
    private static func born(_ number: UInt64 = 3, next: inout UInt64) -> SparkplugSession {
        var session = SparkplugSession(isWanted: true, seed: 1)
        _ = session.receive(
            .nodeBirth, device: nil, Fixture.payload(0, [Fixture.birthDeath(number)]), retained: false,
            at: ValveFixture.at(0))
        _ = session.receive(
            .deviceBirth, device: "d", Fixture.payload(1, Fixture.valve()), retained: false, at: ValveFixture.at(0))
        next = 2
        return session
    }

    private static func data(
        _ session: inout SparkplugSession, _ sequence: UInt64?, _ position: Double = 50, at seconds: Double = 0
    ) -> [SparkplugSession.Change] {
        session.receive(
            .deviceData, device: "d", Fixture.payload(sequence, [Fixture.aliased(1, .double(position))]),
            retained: false, at: ValveFixture.at(seconds))
    }

    private static func positions(_ changes: [SparkplugSession.Change]) -> [Double?] {
        changes.compactMap { change in
            guard case .data(_, let readings, _) = change else { return nil }
            return readings.first?.value?.number(nil)
        }
    }

    @Test("Aliases of the birth name later values; the number wraps after 255")
    func order() {
        var next: UInt64 = 0
        var session = Self.born(next: &next)
        for number in 0..<600 {
            let changes = Self.data(&session, next, Double(number % 100))
            #expect(Self.positions(changes) == [Double(number % 100)])
            next = (next + 1) % 256
        }
        #expect(session.nextTimer == ValveFixture.at(30).monotonic)
    }

    @Test("A message that came too early waits for the missing one")
    func reordered() {
        var next: UInt64 = 0
        var session = Self.born(next: &next)
        #expect(Self.data(&session, 3, 20).isEmpty)
        #expect(Self.data(&session, 4, 30).isEmpty)
        #expect(Self.positions(Self.data(&session, 2, 10)) == [10, 20, 30])
        #expect(session.isAlive)
        #expect(session.timer(at: ValveFixture.at(3).monotonic).isEmpty)
    }

    @Test("A message that never comes puts everything in doubt, asks for the births, and counts")
    func gap() {
        var next: UInt64 = 0
        var session = Self.born(next: &next)
        _ = Self.data(&session, 4)
        #expect(session.timer(at: ValveFixture.at(1.9).monotonic).isEmpty)
        let changes = session.timer(at: ValveFixture.at(2).monotonic)
        #expect(changes == [.refused(.outOfSequence), .inDoubt(device: "d"), .rebirthNeeded])
        #expect(!session.isAlive)
        #expect(Self.data(&session, 5, at: 3) == [.refused(.outOfSequence)])
        let again = session.receive(
            .nodeBirth, device: nil, Fixture.payload(0, [Fixture.birthDeath(3)]), retained: false,
            at: ValveFixture.at(4))
        #expect(again.isEmpty && session.isAlive)
        let born = session.receive(
            .deviceBirth, device: "d", Fixture.payload(1, Fixture.valve()), retained: false, at: ValveFixture.at(4))
        guard case .born("d", let boot, _, _)? = born.first else {
            Issue.record("not born: \(born)")
            return
        }
        #expect(boot == "bd-3")
    }

    @Test("The same message twice is no gap")
    func duplicate() {
        var next: UInt64 = 0
        var session = Self.born(next: &next)
        #expect(Self.positions(Self.data(&session, 2, 10)) == [10])
        #expect(Self.data(&session, 2, 10) == [.refused(.outOfSequence)])
        #expect(Self.positions(Self.data(&session, 3, 11)) == [11])
    }

    @Test("A node's death takes all of its devices at once; an earlier connection's death takes nothing")
    func deaths() {
        var next: UInt64 = 0
        var session = Self.born(3, next: &next)
        func die(_ number: UInt64) -> [SparkplugSession.Change] {
            session.receive(
                .nodeDeath, device: nil, Fixture.payload(nil, [Fixture.birthDeath(number)]), retained: false,
                at: ValveFixture.at(1))
        }
        #expect(die(2) == [.refused(.formerSession)])
        #expect(die(255) == [.refused(.formerSession)])
        #expect(session.isAlive)
        #expect(die(3) == [.died(device: "d")])
        #expect(die(3) == [.refused(.notBorn)])
        #expect(Self.data(&session, 2) == [.refused(.notBorn), .rebirthNeeded])
    }

    @Test("A death from ahead belongs to a connection that has come and gone: what was known is not true any more")
    func deathFromAhead() {
        var next: UInt64 = 0
        var session = Self.born(255, next: &next)
        let changes = session.receive(
            .nodeDeath, device: nil, Fixture.payload(nil, [Fixture.birthDeath(0)]), retained: false,
            at: ValveFixture.at(1))
        #expect(changes == [.died(device: "d")])
    }

    @Test("A new connection is a new boot, a birth again is not; a number that comes back is told apart")
    func boots() {
        var session = SparkplugSession(isWanted: true, seed: 1)
        func birth(_ number: UInt64) -> String? {
            _ = session.receive(
                .nodeBirth, device: nil, Fixture.payload(0, [Fixture.birthDeath(number)]), retained: false,
                at: ValveFixture.at(0))
            let changes = session.receive(
                .deviceBirth, device: "d", Fixture.payload(1, Fixture.valve()), retained: false,
                at: ValveFixture.at(0))
            guard case .born(_, let boot, _, _)? = changes.last else { return nil }
            return boot
        }
        func die(_ number: UInt64) {
            _ = session.receive(
                .nodeDeath, device: nil, Fixture.payload(nil, [Fixture.birthDeath(number)]), retained: false,
                at: ValveFixture.at(0))
        }
        #expect(birth(0) == "bd-0")
        #expect(birth(0) == "bd-0")
        die(0)
        #expect(birth(0) == "bd-0.2")
        #expect(birth(1) == "bd-1")
        // Our own link was lost: the node's connection may well be the same.
        session.linkLost()
        #expect(birth(1) == "bd-1")
    }

    @Test("A device that is not born again with its node is gone")
    func missingBirth() {
        var next: UInt64 = 0
        var session = Self.born(next: &next)
        _ = session.receive(
            .nodeBirth, device: nil, Fixture.payload(0, [Fixture.birthDeath(3)]), retained: false,
            at: ValveFixture.at(5))
        #expect(Self.data(&session, 1, at: 5.1).contains(.refused(.notBorn)))
        #expect(session.timer(at: ValveFixture.at(7).monotonic).contains(.died(device: "d")))
    }

    @Test("What is no message of now is refused", arguments: SparkplugMessageKind.allCases)
    func retained(kind: SparkplugMessageKind) {
        var next: UInt64 = 0
        var session = Self.born(next: &next)
        let changes = session.receive(
            kind, device: kind.concernsDevice ? "d" : nil, Fixture.payload(2, [Fixture.birthDeath(3)]), retained: true,
            at: ValveFixture.at(1))
        #expect(changes == (kind.isCommand ? [] : [.refused(.retained)]))
        #expect(session.isAlive)
    }

    @Test("Historical values are not of now")
    func historical() {
        var next: UInt64 = 0
        var session = Self.born(next: &next)
        var old = Fixture.metric(.position, .double(1))
        old.isHistorical = true
        let changes = session.receive(
            .deviceData, device: "d", Fixture.payload(2, [old]), retained: false, at: ValveFixture.at(1))
        #expect(changes.isEmpty && session.isAlive)
    }

    @Test("A message without its number, or with one that is none, is refused")
    func numbers() {
        var next: UInt64 = 0
        var session = Self.born(next: &next)
        #expect(Self.data(&session, nil) == [.refused(.missingField)])
        #expect(Self.data(&session, 256) == [.refused(.outOfRange)])
        let birth = session.receive(
            .nodeBirth, device: nil, Fixture.payload(0), retained: false, at: ValveFixture.at(0))
        #expect(birth == [.refused(.missingField)])
        #expect(session.isAlive)
    }

    @Test("A node that is relied on is asked after a link-up and after a long silence, ever more rarely")
    func questions() {
        var session = SparkplugSession(isWanted: true, seed: 7)
        session.linkUp(at: ValveFixture.at(0).monotonic)
        var asked: [Double] = []
        for tick in 0..<4000 {
            let now = ValveFixture.at(Double(tick) / 10)
            if session.timer(at: now.monotonic).contains(.rebirthNeeded) { asked.append(Double(tick) / 10) }
        }
        #expect(asked.count >= 5 && asked.count <= 9, "\(asked)")
        #expect((asked.first ?? 99) <= 2.1)
        let gaps = zip(asked.dropFirst(), asked).map { $0 - $1 }
        #expect(gaps.allSatisfy { $0 >= 3.5 })
        var next: UInt64 = 0
        var quiet = Self.born(next: &next)
        #expect(quiet.timer(at: ValveFixture.at(29).monotonic).isEmpty)
        #expect(quiet.timer(at: ValveFixture.at(30).monotonic) == [.rebirthNeeded])
        #expect(quiet.timer(at: ValveFixture.at(31).monotonic).isEmpty)
        var stranger = SparkplugSession(isWanted: false, seed: 7)
        stranger.linkUp(at: ValveFixture.at(0).monotonic)
        #expect(stranger.nextTimer == nil)
    }

    @Test("How far a node's clock lags is known from its newest message")
    func lag() {
        var next: UInt64 = 0
        var session = Self.born(next: &next)
        _ = session.receive(
            .deviceData, device: "d", Fixture.payload(2, [Fixture.aliased(1, .double(1))], at: -20), retained: false,
            at: ValveFixture.at(1))
        #expect(session.clockLag == .seconds(21))
    }
}
