import OpsCore

/// The server's link to the broker, its door for commands, and its own end and start.
extension VirtualRun {
    // MARK: The door

    mutating func send(_ message: ValveCommandMessage, _ index: Int) {
        let run = server.runs[index]
        let sending = VirtualServer.Sending(
            message: message, command: index, session: run.session,
            by: message.phase == .cancel ? nil : run.machine.sendDeadline, life: server.life)
        schedule(.door(sending), in: chance(0.15) ? between(1...4_000) : between(0...5))
    }

    /// As the valve service and the client's desk do it: in the session in which it was asked for, in time, and not where
    /// another command has taken over.
    mutating func pass(_ sending: VirtualServer.Sending) {
        guard sending.life == server.life, server.isUp else { return }
        let valve = server.runs[sending.command].valve
        let phase = sending.message.phase
        let ignoresSession = mutation == .serverSendsInLaterSessions
        let isCurrent = phase == .cancel || server.current[valve] == sending.command || ignoresSession
        let isInSession = sending.session == server.session || ignoresSession
        let isInTime =
            sending.by.map { serverNow.monotonic < $0 } ?? true || mutation == .serverSendsAfterTheDeadline
        guard server.session != nil, sending.session != nil, isInSession, isCurrent, isInTime else {
            return post(.publishFailed(phase, mayHaveLeft: false), to: sending.command)
        }
        note("\(sending.message.commandID) \(phase) leaves")
        judge.left(
            sending.message, losses: server.losses, isStored: server.stored[sending.message.commandID] != nil,
            conditionHolds: server.runs[sending.command].conditionHeld, at: time)
        sendToBroker(.command(sending.message, topic: valve), longest: 12_000)
        if time + 5_000 < broker.thawsAt, let session = server.session {
            // A publish that nobody acknowledges is a dead link.
            schedule(.serverLinkDies(session: session), in: 5_000)
        }
        // The broker's word is lost with the link, or does not come in time.
        if chance(0.1) { schedule(.sendLost(command: sending.command, phase, life: server.life), in: 3_000) }
    }

    // MARK: The link

    mutating func connect() {
        guard server.isUp, server.session == nil else { return }
        guard broker.isUp, time >= broker.thawsAt else {
            return schedule(.connect(life: server.life), in: between(300...2_000))
        }
        server.sessions += 1
        server.session = server.sessions
        note("the server's link is up")
        for index in server.current.indices {
            for run in server.watched(index) { post(.connected, to: run) }
        }
        if mutation == .serverRepeatsAfterReconnect { repeatOperates() }
        if let session = server.session { sendRetained(to: session) }
    }

    private mutating func repeatOperates() {
        for index in server.current.compactMap(\.self) where server.runs[index].machine.status.state == .unknown {
            let status = server.runs[index].machine.status
            repeatOperate(status, index)
        }
    }

    private mutating func repeatOperate(_ status: CommandStatus, _ index: Int) {
        let message = ValveCommandMessage(
            commandID: status.id, epoch: status.epoch, valve: status.valveId, phase: .operate, action: status.action,
            position: status.action == .position ? status.position : nil, issuedAt: status.issuedAt,
            notAfter: status.notAfter, expect: .init(bootID: status.bootId ?? "", rev: nil))
        let valve = server.runs[index].valve
        judge.left(message, losses: server.losses, isStored: true, conditionHolds: true, at: time)
        sendToBroker(.command(message, topic: valve), longest: 12_000)
    }

    mutating func loseLink() {
        guard server.isUp, server.session != nil else { return }
        server.session = nil
        server.losses += 1
        note("the server's link is lost")
        for valve in server.current.indices {
            for run in server.watched(valve) { post(.linkLost, to: run) }
            _ = server.models[valve].linkLost(at: serverNow)
            server.liveAt[valve] = nil
        }
        schedule(.connect(life: server.life), in: between(100...3_000))
    }

    // MARK: What it hears

    mutating func receive(_ packet: VirtualBroker.Packet, retained: Bool) {
        switch packet {
        case .state(let state, let valve): receive(state, of: valve, retained: retained)
        case .ack(let ack, let valve):
            guard !retained else { return }
            let index = server.watched(valve).first { server.runs[$0].machine.status.id == ack.commandID }
            guard let index else { return }
            if mutation == .serverConfirmsByAcknowledgement, ack.state == .accepted {
                var status = server.runs[index].machine.status
                status.state = .confirmed
                tell(status, valve)
            }
            post(.acknowledged(ack), to: index)
        case .availability(let word, let valve):
            _ = server.models[valve].receive(availability: word, at: serverNow)
            guard word == .offline else { return }
            for run in server.watched(valve) { post(.deviceOffline, to: run) }
        case .command: break
        }
    }

    private mutating func receive(_ state: ValveStateMessage, of valve: Int, retained: Bool) {
        let taken = server.models[valve].receive(state: state, retained: retained, at: serverNow) != nil
        guard taken else { return }
        if !retained { server.liveAt[valve] = time }
        for index in server.watched(valve) {
            var seen = state
            let status = server.runs[index].machine.status
            var fresh = !retained
            switch mutation {
            case .serverConfirmsAnyBoot: seen.bootID = status.bootId ?? seen.bootID
            case .serverConfirmsAnyCommand: seen.lastCommandID = status.id
            case .serverConfirmsRetainedStates: fresh = true
            case .serverNeverSettlesTheUnknown: if status.state == .unknown { continue }
            default: break
            }
            post(.state(seen, fresh: fresh), to: index)
        }
    }

    // MARK: Its life

    /// True where the process was to be killed between two steps of its work, and now is.
    mutating func dies() -> Bool {
        guard let (steps, milliseconds) = server.killAfter else { return false }
        guard steps <= 0 else {
            server.killAfter = (steps - 1, milliseconds)
            return false
        }
        killServer(for: milliseconds)
        return true
    }

    mutating func killServer(for milliseconds: Int64) {
        guard server.isUp else { return }
        note("the server is killed")
        server.isUp = false
        server.losses += 1
        server.forget()
        schedule(.over(.serverKilled(milliseconds: milliseconds)), in: milliseconds)
    }

    /// Takes up what was under way, as the valve service does it.
    mutating func startServer() {
        guard !server.isUp else { return }
        server.isUp = true
        note("the server starts")
        let open = server.stored.values.filter { !$0.state.isFinal }.sorted { $0.epoch < $1.epoch }
        for command in open {
            guard let valve = server.valves.firstIndex(where: { $0.id == command.valveId }) else { continue }
            overtake(valve, by: command.id)
            let machine = Actuation(restoring: command, valve: server.valves[valve], at: serverNow)
            follow(valve, machine, session: nil)
            post(.start, to: server.runs.count - 1)
            if mutation == .serverRepeatsAfterRestart { repeatOperate(command, server.runs.count - 1) }
        }
        schedule(.connect(life: server.life), in: between(50...2_000))
    }
}
