import OpsCore

/// How an order becomes a command, and how a command is driven: as the valve service and its driver do it.
extension VirtualRun {
    var serverNow: ActuationInstant { instant(skew: server.skew) }

    // MARK: Orders

    mutating func order(_ valve: Int, _ action: ValveAction, _ position: Double?) {
        guard server.isUp else { return }
        let request = ActuationRequest(action: action, position: position)
        guard gate(valve, request, ignoring: nil) == nil, !server.storageFails,
            let basis = server.models[valve].latest, server.session != nil
        else { return note("refused") }
        server.epoch += 1
        let now = serverNow
        let configuration = server.valves[valve]
        let target = ActuationTarget(
            action: action, position: action == .safe ? configuration.safePosition : position)
        var command = CommandStatus(
            id: "c-\(server.epoch)", valveId: configuration.id, action: action, position: target.position,
            actor: "op", reason: nil, epoch: server.epoch, issuedAt: now.wall,
            notAfter: now.wall.advanced(seconds: 5))
        command.bootId = basis.bootID
        if mutation != .serverSendsBeforeItStores { server.stored[command.id] = command }
        server.remember(command)
        judge.intend(
            command.id,
            Judge.Intent(
                valve: valve, action: action, target: target.position, epoch: server.epoch, boot: basis.bootID,
                rev: basis.rev, issuedAt: time,
                clocksAgree: plan.keepsClocks && devices[valve].skew == server.skew), losses: server.losses)
        if action.isUnconditional { overtake(valve, by: command.id) }
        let machine = Actuation(command: command, valve: configuration, basis: basis)
        follow(valve, machine, session: server.session)
        post(.start, to: server.runs.count - 1)
    }

    func gate(_ valve: Int, _ request: ActuationRequest, ignoring command: String?) -> Refusal? {
        let model = server.models[valve]
        let running = model.status.commandId
        return ActuationGate.check(
            request,
            ActuationFacts(
                brokerConnected: server.session != nil, configuration: server.valves[valve], valve: model.status,
                stateIsFresh: model.isFresh(at: serverNow.monotonic),
                commandInFlight: running == command ? nil : running,
                failedInterlocks: server.failedConditions[valve] ? ["pressure < 6"] : []))
    }

    mutating func follow(_ valve: Int, _ machine: Actuation, session: Int?) {
        server.runs.append(VirtualServer.Run(machine: machine, valve: valve, session: session))
        server.current[valve] = server.runs.count - 1
        _ = server.models[valve].commandInFlight(machine.status.id)
    }

    mutating func overtake(_ valve: Int, by command: String) {
        guard let former = server.current[valve] else { return }
        server.current[valve] = nil
        server.overtaken[valve].append(former)
        for index in server.overtaken[valve] { post(.supersede(by: command), to: index) }
    }

    // MARK: Driving

    mutating func post(_ event: ActuationEvent, to index: Int) {
        guard server.isUp, !server.runs[index].isForgotten else { return }
        server.runs[index].inbox.append(event)
        drain(index)
    }

    private mutating func drain(_ index: Int) {
        let life = server.life
        while server.life == life, server.runs[index].isReady {
            let event = server.runs[index].inbox.removeFirst()
            server.runs[index].pending = server.runs[index].machine.handle(event, at: serverNow)
            work(index)
        }
    }

    /// Does what the machine asked for, until something makes it wait.
    private mutating func work(_ index: Int) {
        let life = server.life
        while !server.runs[index].pending.isEmpty {
            if dies() || server.life != life { return }
            let action = server.runs[index].pending.removeFirst()
            guard perform(action, index) else { return }
        }
    }

    mutating func goOn(_ index: Int) {
        server.runs[index].isWaiting = false
        work(index)
        if !server.runs[index].isWaiting { drain(index) }
    }

    mutating func wake(_ index: Int) {
        guard server.runs[index].timerAt == time else { return }
        post(.timer, to: index)
    }

    /// False where the rest of the actions must wait or must not be done.
    private mutating func perform(_ action: ActuationAction, _ index: Int) -> Bool {
        switch action {
        case .save(let status): return save(status, index)
        case .recheck:
            server.runs[index].isWaiting = true
            schedule(.rechecked(command: index, life: server.life), in: chance(0.1) ? between(1...6_000) : 1)
            return false
        case .publish(let message): send(message, index)
        case .setTimer(let at):
            let due = at.nanoseconds / 1_000_000 - 5_000_000 + 1
            server.runs[index].timerAt = max(due, time)
            schedule(.timer(command: index, life: server.life), at: due)
        case .finish: finish(index)
        }
        return true
    }

    private mutating func save(_ status: CommandStatus, _ index: Int) -> Bool {
        note("\(status.id) is \(status.state.rawValue) \(status.cause?.rawValue ?? "")")
        let takes = !server.storageFails && server.owed[status.id] == nil
        if takes {
            if mutation != .serverSendsBeforeItStores || status.state.isFinal { server.stored[status.id] = status }
        } else {
            server.owed[status.id] = status
        }
        server.remember(status)
        tell(status, server.runs[index].valve)
        if !takes, status.state == .selected {
            server.runs[index].pending = []
            server.runs[index].inbox.insert(.rechecked(Refusal(.internalError, "not stored")), at: 0)
            return false
        }
        guard chance(0.1) else { return true }
        // A slow disk: what follows waits, and so does every other event of this command.
        server.runs[index].isWaiting = true
        schedule(.goOn(command: index, life: server.life), in: between(1...2_500))
        return false
    }

    /// An operator hears of it; what the server knew then is the evidence.
    mutating func tell(_ status: CommandStatus, _ valve: Int) {
        let isFresh = server.liveAt[valve].map { time - $0 <= 15_000 } ?? false
        let evidence = isFresh ? server.models[valve].latest : nil
        judge.told(status, evidence: evidence, at: time)
    }

    mutating func recheck(_ index: Int) {
        let status = server.runs[index].machine.status
        let request = ActuationRequest(
            action: status.action, position: status.action == .position ? status.position : nil)
        var refusal = gate(server.runs[index].valve, request, ignoring: status.id)
        if mutation == .serverChecksOnlyOnce { refusal = nil }
        server.runs[index].conditionHeld = !server.failedConditions[server.runs[index].valve]
        server.runs[index].inbox.append(.rechecked(refusal))
        goOn(index)
    }

    private mutating func finish(_ index: Int) {
        let (valve, id) = (server.runs[index].valve, server.runs[index].machine.status.id)
        server.runs[index].timerAt = nil
        server.overtaken[valve].removeAll { $0 == index }
        guard server.current[valve] == index else { return }
        server.current[valve] = server.overtaken[valve].popLast()
        let running = server.current[valve].map { server.runs[$0].machine.status.id }
        _ = server.models[valve].commandInFlight(running)
        note("\(id) ends")
    }

    mutating func storageAnswers() {
        server.storageFails = false
        for (id, status) in server.owed { server.stored[id] = status }
        server.owed = [:]
    }
}
