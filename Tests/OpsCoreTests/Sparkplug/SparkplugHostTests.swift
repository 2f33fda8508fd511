import OpsCore
import Testing

@Suite("Sparkplug hosts")
struct SparkplugHostTests {
    private typealias Fixture = SparkplugFixture

    private static func birth(_ host: inout SparkplugHost, node: String = "n", device: String = "d", number: UInt64 = 1)
        -> [SparkplugHost.Change]
    {
        host.receive(
            topic: "spBv1.0/g/NBIRTH/\(node)", Fixture.payload(0, [Fixture.birthDeath(number)]).encode(),
            retained: false, at: ValveFixture.at(0))
            + host.receive(
                topic: "spBv1.0/g/DBIRTH/\(node)/\(device)", Fixture.payload(1, Fixture.valve()).encode(),
                retained: false, at: ValveFixture.at(0))
    }

    @Test("A configured device is its valve; another one is discovered under a name that no configured valve can have")
    func names() {
        var host = SparkplugHost(valves: [Fixture.address: "v-9"], seed: 1)
        #expect(host.groups == ["g"])
        let own = Self.birth(&host)
        #expect(own.first == .online(valve: "v-9"))
        guard case .state("v-9", let state)? = own.last else {
            Issue.record("no state: \(own)")
            return
        }
        #expect(state.position == 100 && state.limitOpen && state.bootID == "bd-1")
        #expect(Self.birth(&host, node: "m", device: "x").first == .online(valve: "m.x"))
        #expect(Self.birth(&host, node: "m n", device: "x").isEmpty)
        #expect(host.device(Fixture.address)?.boot == "bd-1")
    }

    @Test("A node's death is told of each of its valves")
    func death() {
        let other = SparkplugAddress(group: "g", node: "n", device: "e")
        var host = SparkplugHost(valves: [Fixture.address: "v-9", other: "v-8"], seed: 1)
        _ = Self.birth(&host)
        _ = host.receive(
            topic: "spBv1.0/g/DBIRTH/n/e", Fixture.payload(2, Fixture.valve()).encode(), retained: false,
            at: ValveFixture.at(0))
        let changes = host.receive(
            topic: "spBv1.0/g/NDEATH/n", Fixture.payload(nil, [Fixture.birthDeath(1)]).encode(), retained: false,
            at: ValveFixture.at(1))
        #expect(changes == [.offline(valve: "v-9"), .offline(valve: "v-8")])
        #expect(host.device(Fixture.address) == nil)
    }

    @Test(
        "A topic that is none of the namespace's is refused",
        arguments: [
            "spBv1.0/g/NBIRTH", "spBv1.0/g/NBIRTH/n/d", "spBv1.0/g/DDATA/n", "spBv1.0/g/NOISE/n", "spBv1.0//NBIRTH/n",
            "spBv1.0/STATE/NBIRTH/n", "spBv1.0/g/NBIRTH/\u{202E}n", "spAv1.0/g/NBIRTH/n", "",
        ])
    func topics(topic: String) {
        var host = SparkplugHost(valves: [Fixture.address: "v-9"], seed: 1)
        #expect(host.receive(topic: topic, [], retained: false, at: ValveFixture.at(0)) == [.refused(.badTopic)])
    }

    @Test("Nodes that nobody named are bounded")
    func bounds() {
        var host = SparkplugHost(valves: [Fixture.address: "v-9"], seed: 1)
        for number in 0..<SparkplugHost.discoveredLimit {
            #expect(!Self.birth(&host, node: "n\(number)").contains(.refused(.tooMany)))
        }
        #expect(Self.birth(&host, node: "more").contains(.refused(.tooMany)))
        #expect(Self.birth(&host).first == .online(valve: "v-9"))
    }

    @Test("A command is one message with all that it says, in the types of the device's birth")
    func command() throws {
        let command = ValveCommandMessage(
            commandID: "c-1", epoch: 1, valve: "v-9", phase: .operate, action: .close, position: nil,
            issuedAt: ValveFixture.at(0).wall, notAfter: ValveFixture.at(5).wall,
            expect: .init(bootID: "bd-1", rev: 1))
        let payload = try #require(
            SparkplugCommand.payload(
                command, aim: .position(0), types: [.commandTarget: .float, .commandNotAfter: .dateTime],
                at: ValveFixture.at(0).wall))
        let sent = try SparkplugPayload.decode(payload.encode())
        #expect(sent.metrics.map(\.name) == ["Cmd/Id", "Cmd/Target", "Cmd/NotAfter"])
        #expect(sent.metrics[0].value == .string("c-1") && sent.metrics[1].value == .float(0))
        #expect(sent.metrics[2].value == .long(UInt64(ValveFixture.at(5).wall.milliseconds)))
        #expect(sent.metrics[2].type == .dateTime && sent.sequence == nil)
        var select = command
        select.phase = .select
        #expect(SparkplugCommand.payload(select, aim: .position(0), at: ValveFixture.at(0).wall) == nil)
        var stop = command
        stop.action = .stop
        let halt = try #require(
            SparkplugCommand.payload(stop, aim: .stop, clockLag: .seconds(-30), at: ValveFixture.at(0).wall))
        #expect(halt.metric(named: "Cmd/Stop")?.value == .boolean(true) && halt.metric(named: "Cmd/Target") == nil)
        // A device whose clock is half a minute ahead must not refuse a stop, nor take one for longer than it lives.
        #expect(halt.metric(named: "Cmd/NotAfter")?.value == .long(UInt64(ValveFixture.at(35).wall.milliseconds)))
    }

    @Test(
        "After a lost message the node's connection is still known, for stop and safe; after a death or our own loss not"
    )
    func doubt() {
        var host = SparkplugHost(valves: [Fixture.address: "v-9"], seed: 1)
        _ = Self.birth(&host)
        _ = host.receive(
            topic: "spBv1.0/g/DDATA/n/d", Fixture.payload(5, [Fixture.aliased(1, .double(40))]).encode(),
            retained: false, at: ValveFixture.at(1))
        #expect(host.timer(at: ValveFixture.at(4)).contains(.inDoubt(valve: "v-9")))
        #expect(host.device(Fixture.address) == nil)
        #expect(host.device(Fixture.address, orInDoubt: true)?.boot == "bd-1")
        var cut = host
        cut.linkLost()
        #expect(cut.device(Fixture.address, orInDoubt: true) == nil)
        _ = host.receive(
            topic: "spBv1.0/g/NDEATH/n", Fixture.payload(nil, [Fixture.birthDeath(1)]).encode(), retained: false,
            at: ValveFixture.at(5))
        #expect(host.device(Fixture.address, orInDoubt: true) == nil)
    }

    @Test("What another host sends to a valve of the site is heard")
    func others() throws {
        var host = SparkplugHost(valves: [Fixture.address: "v-9"], seed: 1)
        func hear(_ metrics: [SparkplugMetric], device: String = "d", retained: Bool = false) -> [SparkplugHost.Change]
        {
            host.receive(
                topic: "spBv1.0/g/DCMD/n/\(device)", Fixture.payload(nil, metrics).encode(), retained: retained,
                at: ValveFixture.at(0))
        }
        let id = Fixture.metric(.commandID, .string("c-1"))
        let metrics = [id, Fixture.metric(.commandTarget, .double(40))]
        guard case .command(let command)? = hear(metrics).first else {
            Issue.record("the command was not heard")
            return
        }
        #expect(command.commandID == "c-1" && command.valve == "v-9" && command.phase == .operate)
        #expect(command.action == .position && command.position == 40)
        guard case .command(let stop)? = hear([id, Fixture.metric(.commandStop, .boolean(true))]).first else {
            Issue.record("the stop was not heard")
            return
        }
        #expect(stop.action == .stop && stop.position == nil)
        #expect(hear(metrics, device: "other").isEmpty && hear([id]).isEmpty)
        #expect(hear(metrics, retained: true) == [.refused(.retained)])
        #expect(hear([Fixture.metric(.commandTarget, .double(40))]) == [.refused(.missingField)])
        #expect(SparkplugTopic.commandFilter(group: "g") == "spBv1.0/g/DCMD/+/+")
        #expect(SparkplugTopic.commandFilter(group: "#") == nil)
    }

    @Test("A host's state is read and written")
    func state() {
        let state = SparkplugHostState(online: true, timestamp: 1_800_000_000_000)
        #expect(SparkplugHostState.decode(state.bytes) == state)
        #expect(SparkplugHostState.decode(Array("{}".utf8)) == nil)
        #expect(SparkplugHostState.topic(host: "opstui-main") == "spBv1.0/STATE/opstui-main")
        #expect(SparkplugHostState.topic(host: "a/b") == nil)
    }
}
