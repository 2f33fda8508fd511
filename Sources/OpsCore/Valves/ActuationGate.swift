/// Whether a valve may be commanded now. Asked before anything is stored or sent, and again between select and operate.
public enum ActuationGate {
    /// Nil where `request` may go ahead, else why not and what to do. The first reason counts, in this order: who may,
    /// what was asked, can it be reached, is the view current, does the plant allow it.
    public static func check(_ request: ActuationRequest, _ facts: ActuationFacts) -> Refusal? {
        guard let configuration = facts.configuration, facts.valve.configured else {
            return Refusal(
                .forbidden, "Valve \(facts.valve.id) was discovered but is not configured; add it to `valves:` first")
        }
        return wireClosed(configuration)
            ?? invalid(request, configuration)
            ?? secondOperator(request, configuration, facts)
            ?? unreachable(request, facts)
            ?? unready(request, facts)
            ?? forbiddenByPlant(request, facts)
    }

    /// The request that an actuation with an empty body stands for.
    public static func defaultRequest(of valve: ValveConfiguration) throws(Refusal) -> ActuationRequest {
        guard let action = valve.defaultAction, action != .position else {
            throw Refusal(
                .validationFailed, "Valve \(valve.id) has no default action; say which action in the request's body")
        }
        return ActuationRequest(action: action)
    }

    /// Sparkplug B knows neither select nor revision: only the site can say that its devices may be moved that way.
    private static func wireClosed(_ valve: ValveConfiguration) -> Refusal? {
        guard !valve.schema.allowsCommands else { return nil }
        return Refusal(
            .forbidden,
            "Valve \(valve.id) speaks Sparkplug B, and its configuration does not allow commands over that wire; set "
                + "`commands: true` in its `schema: {sparkplug: …}` and restart the server")
    }

    private static func invalid(_ request: ActuationRequest, _ valve: ValveConfiguration) -> Refusal? {
        switch (request.action, request.position) {
        case (.position, nil):
            return Refusal(.validationFailed, "The action `position` needs a position from 0 to 100")
        case (.position, let position?) where !(position.isFinite && (0...100).contains(position)):
            return Refusal(.validationFailed, "The position must be a number from 0 to 100")
        case (.open, _?), (.close, _?), (.stop, _?), (.safe, _?):
            return Refusal(.validationFailed, "Only the action `position` takes a position")
        case (.safe, nil) where valve.safePosition == nil:
            return Refusal(.validationFailed, "Valve \(valve.id) has no safe position configured")
        default:
            break
        }
        if let reason = request.reason, !PayloadText.isProse(reason) {
            return Refusal(.validationFailed, "The reason may have 400 printable characters at most")
        }
        return nil
    }

    private static func secondOperator(
        _ request: ActuationRequest, _ valve: ValveConfiguration, _ facts: ActuationFacts
    ) -> Refusal? {
        guard needsSecondPerson(request, valve), facts.confirmedBy == nil, !facts.mayAwaitSecondPerson else {
            return nil
        }
        return Refusal(
            .needsSecondOperator,
            "Valve \(valve.id) is critical: a second person must confirm; `stop` and `safe` remain available")
    }

    /// True where `request` may only operate once another person has confirmed it.
    public static func needsSecondPerson(_ request: ActuationRequest, _ valve: ValveConfiguration) -> Bool {
        valve.critical && !request.action.isUnconditional
    }

    /// Offline is an answer, not a queue. `stop` and `safe` may go to a device that has fallen silent, or whose sensor is
    /// doubtful: they name the boot they are meant for, and lead to where the plant is safe whatever it does now.
    private static func unreachable(_ request: ActuationRequest, _ facts: ActuationFacts) -> Refusal? {
        let id = facts.valve.id
        guard facts.brokerConnected else {
            return Refusal(.brokerDown, "The MQTT broker cannot be reached; nothing was sent to \(id)")
        }
        guard facts.valve.online != false else {
            return Refusal(.deviceOffline, "The device of \(id) is offline; nothing was sent")
        }
        guard facts.valve.bootId != nil, facts.valve.rev != nil else {
            return Refusal(.deviceOffline, "The device of \(id) has not reported yet; nothing was sent")
        }
        guard facts.stateIsFresh || request.action.isUnconditional else {
            return Refusal(.staleState, "The last report of \(id) is too old to act on; nothing was sent")
        }
        return nil
    }

    private static func unready(_ request: ActuationRequest, _ facts: ActuationFacts) -> Refusal? {
        let valve = facts.valve
        guard valve.mode == .remote else {
            return Refusal(.localMode, "\(valve.id) is in local mode: somebody beside the valve has command of it")
        }
        if request.action.isUnconditional { return nil }
        guard valve.quality == .good else {
            return Refusal(.staleState, "The position of \(valve.id) is reported as \(valve.quality.rawValue)")
        }
        if let running = facts.commandInFlight {
            return Refusal(.commandInExecution, "Command \(running) is under way on \(valve.id)")
        }
        if let hold = facts.hold { return hold.refusal(of: valve.id) }
        if let expected = request.expectRev, expected != valve.rev {
            return Refusal(.stateChanged, "\(valve.id) has changed since you looked; look again, then decide")
        }
        return nil
    }

    private static func forbiddenByPlant(_ request: ActuationRequest, _ facts: ActuationFacts) -> Refusal? {
        if request.action.isUnconditional { return nil }
        let interlocks = facts.valve.interlocks + facts.failedInterlocks
        guard interlocks.isEmpty else {
            return Refusal(.interlocked, "\(facts.valve.id) is interlocked: " + interlocks.joined(separator: ", "))
        }
        return isThere(request, facts.valve)
            ? Refusal(.positionReached, "\(facts.valve.id) is already where it should go") : nil
    }

    private static func isThere(_ request: ActuationRequest, _ valve: ValveStatus) -> Bool {
        switch request.action {
        case .open: return valve.state == .open
        case .close: return valve.state == .closed
        case .position:
            guard let wanted = request.position, let position = valve.positionPercent else { return false }
            let atRest = valve.state != .opening && valve.state != .closing
            return atRest && abs(wanted - position) <= 1
        case .stop, .safe: return false
        }
    }
}
