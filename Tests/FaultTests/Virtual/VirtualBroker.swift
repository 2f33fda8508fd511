import OpsCore

/// A broker as it is to its clients: up, frozen or gone, with what was retained at it.
struct VirtualBroker {
    enum Packet {
        case command(ValveCommandMessage, topic: Int)
        case ack(ValveAckMessage, topic: Int)
        case state(ValveStateMessage, topic: Int)
        case availability(ValveAvailability, topic: Int)
    }

    /// Rises with each start: what was in its memory, and on the way to it, goes with it.
    var life = 1
    var isUp = true
    /// Frozen until then.
    var thawsAt: Int64 = 0
    var states = [ValveStateMessage?](repeating: nil, count: FaultPlan.valves)
    var availabilities = [ValveAvailability?](repeating: nil, count: FaultPlan.valves)
    var lastCommands = [ValveCommandMessage?](repeating: nil, count: FaultPlan.valves)
}

extension VirtualRun {
    /// After so long a server knows that its link is dead: the keep-alive, and the time that an answer has.
    static let longestSilence: Int64 = 20_000

    /// A client hands a packet to its socket.
    mutating func sendToBroker(_ packet: VirtualBroker.Packet, longest: Int64) {
        travel(.toBroker(packet, life: broker.life), longest: longest)
    }

    mutating func forward(_ packet: VirtualBroker.Packet, life: Int) {
        guard broker.isUp, life == broker.life else { return }
        guard time >= broker.thawsAt else { return schedule(.toBroker(packet, life: life), at: broker.thawsAt) }
        switch packet {
        case .command(let command, let topic):
            broker.lastCommands[topic] = command
            forward(command, to: topic)
            // A device that has subscribed to more than its own topic.
            if chance(0.05) { forward(command, to: 1 - topic) }
        case .state(let state, let topic):
            broker.states[topic] = state
            forwardToServer(packet)
        case .availability(let word, let topic):
            broker.availabilities[topic] = word
            forwardToServer(packet)
        case .ack:
            forwardToServer(packet)
        }
    }

    private mutating func forward(_ command: ValveCommandMessage, to index: Int) {
        guard let session = devices[index].session else { return }
        travel(.toDevice(index, command, retained: false, session: session), longest: 6_000)
    }

    private mutating func forwardToServer(_ packet: VirtualBroker.Packet) {
        guard let session = server.session else { return }
        travel(.toServer(packet, session: session, retained: false), longest: 3_000)
    }

    /// What a new subscriber gets.
    mutating func sendRetained(to session: Int) {
        for index in devices.indices {
            if let word = broker.availabilities[index] {
                schedule(.toServer(.availability(word, topic: index), session: session, retained: true), in: 5)
            }
            if let state = broker.states[index] {
                schedule(.toServer(.state(state, topic: index), session: session, retained: true), in: 5)
            }
        }
    }

    mutating func killBroker(for milliseconds: Int64, forgets: Bool) {
        broker.isUp = false
        broker.life += 1
        broker.thawsAt = 0
        if forgets {
            broker.states = broker.states.map { _ in nil }
            broker.availabilities = broker.availabilities.map { _ in nil }
        }
        if let session = server.session { schedule(.serverLinkDies(session: session), in: between(1...50)) }
        for index in devices.indices {
            guard let session = devices[index].session else { continue }
            schedule(.deviceLinkDies(index, session: session), in: between(1...50))
        }
        schedule(.over(.brokerKilled(milliseconds: milliseconds, forgets: forgets)), in: milliseconds)
    }

    /// Its sockets stay open: each side finds out by itself, or not at all.
    mutating func freezeBroker(for milliseconds: Int64) {
        broker.thawsAt = max(broker.thawsAt, time + milliseconds)
        if let session = server.session {
            let found = between(5_000...Self.longestSilence)
            if found < milliseconds { schedule(.serverLinkDies(session: session), in: found) }
        }
        for index in devices.indices {
            guard let session = devices[index].session else { continue }
            let found = between(5_000...60_000)
            if found < milliseconds { schedule(.deviceLinkDies(index, session: session), in: found) }
        }
    }
}
