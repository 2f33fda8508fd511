import OpsCore
import Testing

@Suite("Sparkplug valves")
struct SparkplugValveTests {
    private static func reading(
        _ name: SparkplugMetricName, _ value: SparkplugValue?, quality: SparkplugQuality? = nil
    ) -> SparkplugReading { SparkplugReading(name: name, value: value, quality: quality) }

    private static func born(_ word: String = "open", _ position: Double = 100) -> SparkplugValve {
        var valve = SparkplugValve()
        _ = valve.born(
            boot: "bd-1", [reading(.position, .double(position)), reading(.state, .string(word))],
            at: ValveFixture.at(0))
        return valve
    }

    @Test("A state's word says what limit switches would")
    func words() throws {
        for (word, open, closed, moving) in [
            ("open", true, false, false), ("CLOSED", false, true, false), ("opening", false, false, true),
            ("Closing", false, false, true), ("stopped", false, false, false),
        ] {
            var valve = SparkplugValve()
            let news = valve.born(
                boot: "bd-1", [Self.reading(.position, .float(38)), Self.reading(.state, .string(word))],
                at: ValveFixture.at(0))
            let state = try #require(news.state)
            #expect(state.limitOpen == open && state.limitClosed == closed && state.moving == moving)
            #expect(state.bootID == "bd-1" && state.position == 38 && state.quality == .good)
        }
    }

    @Test("A device that only says that it moves is believed; where to, its positions show")
    func moving() throws {
        var valve = Self.born()
        var model = ValveTelemetryModel(valve: "v-1", configuration: ValveFixture.configuration)
        for (position, word, expected) in [
            (100.0, "open", ValveState.open), (80, "MOVING", .closing), (60, "moving", .closing),
            (60, "stopped", .stopped),
        ] {
            let news = valve.data(
                [Self.reading(.position, .double(position)), Self.reading(.state, .string(word))],
                at: ValveFixture.at(1))
            let state = try #require(news.state)
            #expect(state.quality == .good && state.moving == (word.lowercased() == "moving"))
            _ = model.receive(state: state, at: ValveFixture.at(1))
            #expect(model.status.state == expected)
        }
    }

    @Test("Revisions count changes, never the position's samples; sequences count messages")
    func counts() throws {
        var valve = Self.born()
        let first = try #require(valve.data([Self.reading(.position, .double(99))], at: ValveFixture.at(1)).state)
        let second = try #require(valve.data([Self.reading(.position, .double(98))], at: ValveFixture.at(2)).state)
        #expect(second.rev == first.rev && second.sequence == first.sequence + 1)
        let third = try #require(valve.data([Self.reading(.state, .string("closing"))], at: ValveFixture.at(3)).state)
        #expect(third.rev == second.rev + 1)
        // A later process never counts from the same number.
        #expect(first.rev >= ValveFixture.at(0).wall.milliseconds)
    }

    @Test("Births that say what is known already leave the revision; another connection, word or place does not")
    func rebirths() throws {
        for (boot, word, position, isSame) in [
            ("bd-1", "stopped", 40.0, true), ("bd-1", "stopped", 40.4, true), ("bd-1", "stopped", 42, false),
            ("bd-1", "opening", 40, false), ("bd-2", "stopped", 40, false),
        ] {
            var valve = Self.born("stopped", 40)
            let former = try #require(
                valve.data([Self.reading(.position, .double(40))], at: ValveFixture.at(1)).state)
            let news = valve.born(
                boot: boot, [Self.reading(.position, .double(position)), Self.reading(.state, .string(word))],
                at: ValveFixture.at(30))
            let state = try #require(news.state)
            #expect((state.rev == former.rev) == isSame && state.rev >= former.rev, "\(boot) \(word) \(position)")
            #expect(state.sequence > former.sequence)
        }
    }

    @Test(
        "A value that cannot be taken is counted, and what was known is bad",
        arguments: [
            (SparkplugValue.double(.nan), SparkplugRefusal.outOfRange), (.double(-1), .outOfRange),
            (.double(100.5), .outOfRange), (.float(.infinity), .outOfRange), (.string("40"), .wrongType),
            (.boolean(true), .wrongType), (.int(.max), .outOfRange), (.bytes([4]), .wrongType),
        ])
    func flaws(value: SparkplugValue, reason: SparkplugRefusal) throws {
        var valve = Self.born()
        let news = valve.data([Self.reading(.position, value)], at: ValveFixture.at(1))
        #expect(news.refusals == [reason])
        #expect(try #require(news.state).quality == .bad && news.state?.position == 100)
        let healed = valve.data([Self.reading(.position, .double(40))], at: ValveFixture.at(2))
        #expect(healed.state?.quality == .good && healed.state?.position == 40)
    }

    @Test("Texts that hide, turn or go on without end are refused")
    func texts() {
        for text in ["ope\u{202E}n", "\u{1B}[2J", String(repeating: "a", count: 97), "op en", "ajar"] {
            var valve = Self.born()
            let news = valve.data([Self.reading(.state, .string(text))], at: ValveFixture.at(1))
            #expect(news.refusals.count == 1 && news.state?.quality == .bad, "\(text.debugDescription)")
        }
    }

    @Test("Null and quality make a value bad or doubtful")
    func quality() {
        var valve = Self.born()
        #expect(valve.data([Self.reading(.position, nil)], at: ValveFixture.at(1)).state?.quality == .bad)
        let stale = valve.data([Self.reading(.position, .double(40), quality: .stale)], at: ValveFixture.at(2))
        #expect(stale.state?.quality == .uncertain)
        let bad = valve.data([Self.reading(.state, .string("open"), quality: .bad)], at: ValveFixture.at(3))
        #expect(bad.state?.quality == .bad)
    }

    @Test("Id and result together acknowledge; only a command that was taken becomes the last one")
    func results() throws {
        var valve = Self.born()
        func answer(_ id: String, _ result: String) -> SparkplugValve.News {
            valve.data(
                [
                    Self.reading(.commandID, .string(id)), Self.reading(.result, .string(result)),
                    Self.reading(.commandTarget, .double(0)),
                ], at: ValveFixture.at(1))
        }
        let rejected = answer("c-1", "rejected:interlocked")
        #expect(rejected.acknowledgement?.state == .rejected && rejected.acknowledgement?.code == .interlocked)
        #expect(rejected.state?.lastCommandID == nil && rejected.state?.target == nil)
        let accepted = answer("c-2", "ACCEPTED")
        #expect(
            accepted.acknowledgement?.state == .accepted && accepted.acknowledgement?.commandID == "c-2".lowercased())
        #expect(accepted.state?.lastCommandID == "c-2" && accepted.state?.target == 0)
        let completed = answer("c-2", "completed")
        #expect(completed.acknowledgement?.state == .completed && completed.state?.target == nil)
        #expect(completed.state?.lastCommandID == "c-2")
        #expect(answer("c/3", "accepted").refusals == [.missingField])
        #expect(answer("c-3", "selected").refusals == [.outOfRange])
        #expect(answer("c-3", "done").refusals == [.outOfRange])
        #expect(answer("c-3", "").acknowledgement == nil)
    }

    @Test("Process values beside the valve")
    func measures() {
        var valve = Self.born()
        let news = valve.data(
            [Self.reading(.pressure, .float(4)), Self.reading(.flow, .double(-7), quality: .bad)],
            at: ValveFixture.at(1))
        #expect(news.telemetry?.pressureBar == 4 && news.telemetry?.flowLps == nil)
        let worse = valve.data([Self.reading(.pressure, .double(.nan))], at: ValveFixture.at(2))
        #expect(worse.telemetry?.pressureBar == nil && worse.refusals == [.outOfRange])
    }

    @Test("A birth that names neither position nor state tells no state")
    func incomplete() {
        var valve = SparkplugValve()
        #expect(valve.born(boot: "bd-1", [Self.reading(.flow, .double(1))], at: ValveFixture.at(0)).state == nil)
    }
}
