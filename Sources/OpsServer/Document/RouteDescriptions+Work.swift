import OpsCore

extension RouteDescriptions {
    static let valves = [
        RouteDescription(.get, "/valves", "valves", "All valves as last reported").answering([ValveStatus].self),
        RouteDescription(
            .get, "/valves/{id}", "valve",
            "One valve as last reported, with its commands, alerts, interlock conditions and recorded positions"
        ).answering(ValveDetail.self),
        RouteDescription(
            .post, "/valves/{id}/actuate", "actuate",
            "Moves a valve; without a body its default action, awaited until telemetry confirms it"
        )
        .header(
            "Idempotency-Key", .text(1...64, .identifier),
            "Becomes the command's id: sent again, it starts nothing new."
        )
        .header("Prefer", .text(), "`wait=N`: answer with the outcome, after N s (60 at most) in any case.")
        .taking(ActuationRequest.self, optional: true)
        .answering(CommandStatus.self, 200, "Confirmed by telemetry.", headers: ["Location"])
        .answering(CommandStatus.self, 202, "Under way; its URL is in `Location`.", headers: ["Location"])
        .refusing(
            .validationFailed, .idempotencyConflict, .interlocked, .positionReached, .commandInExecution,
            .alreadySelected, .notSelected, .stateChanged, .localMode, .timeLimitOver, .brokerDown, .deviceOffline,
            .staleState, .noAccessAuthority, .needsSecondOperator),
        RouteDescription(
            .post, "/valves/{id}/select", "select",
            "Holds a valve for a command of the caller's, which confirming it starts"
        )
        .header(
            "Idempotency-Key", .text(1...64, .identifier),
            "Becomes the command's id: sent again, it starts nothing new."
        )
        .taking(ActuationRequest.self)
        .answering(CommandStatus.self, 202, "Held; its URL is in `Location`.", headers: ["Location"])
        .refusing(
            .validationFailed, .idempotencyConflict, .interlocked, .positionReached, .commandInExecution,
            .alreadySelected, .stateChanged, .localMode, .brokerDown, .deviceOffline, .staleState, .noAccessAuthority,
            .needsSecondOperator),
    ]

    static let commands = [
        RouteDescription(.get, "/v1/commands", "commands", "The newest commands, newest first")
            .query("valve", .text(1...64, .line), "Commands of this valve alone.")
            .query(
                "limit", .whole(1...Int64(CommandController.most)), "How many; \(CommandController.usual) usually."
            )
            .answering([CommandStatus].self),
        RouteDescription(.get, "/v1/commands/{id}", "command", "One command and what became of it")
            .answering(CommandStatus.self),
        RouteDescription(
            .post, "/v1/commands/{id}/confirm", "confirmCommand",
            "Confirms a held command: as its holder, or as the second person that a critical valve needs"
        )
        .header("Prefer", .text(), "`wait=N`: answer with the outcome, after N s (60 at most) in any case.")
        .taking(CommandConfirmation.self, optional: true)
        .answering(CommandStatus.self, 200, "Confirmed by telemetry.", headers: ["Location"])
        .answering(CommandStatus.self, 202, "Under way; its URL is in `Location`.", headers: ["Location"])
        .refusing(
            .needsSecondOperator, .notSelected, .stateChanged, .timeLimitOver, .alreadySelected, .noAccessAuthority,
            .interlocked, .positionReached, .commandInExecution, .localMode, .brokerDown, .deviceOffline, .staleState),
        RouteDescription(
            .post, "/v1/commands/{id}/cancel", "cancelCommand", "Takes a command back whose operate has not left"
        )
        .answering(CommandStatus.self).refusing(.commandInExecution, .noAccessAuthority),
    ]

    static let incidents = [
        RouteDescription(.get, "/incidents", "incidents", "Incidents, newest first").answering([IncidentStatus].self),
        RouteDescription(.get, "/incidents/{id}", "incident", "One incident with its timeline")
            .identified(by: number).answering(IncidentStatus.self),
        RouteDescription(.post, "/incidents/{id}/update", "updateIncident", "Changes an incident or adds a note")
            .identified(by: number).taking(IncidentUpdate.self).answering(IncidentStatus.self).refusing(
                .conditionActive),
    ]

    static let alerts = [
        RouteDescription(.get, "/v1/alerts", "alerts", "Alerts of every source")
            .query("source", .choice(AlertSource.allCases.map(\.rawValue)), "Alerts of one source alone.")
            .answering([AlertStatus].self),
        RouteDescription(.post, "/v1/alerts/{id}/ack", "acknowledgeAlert", "Says that somebody has it in hand")
            .answering(AlertStatus.self),
        RouteDescription(
            .post, "/v1/alerts/{id}/resolve", "resolveAlert",
            "Ends an alert that is acknowledged and whose condition is gone"
        )
        .answering(AlertStatus.self).refusing(.conditionActive, .stateChanged),
        RouteDescription(.get, "/pipeline/alerts", "plantAlerts", "Alerts of the plant").answering([AlertStatus].self),
        RouteDescription(
            .post, "/pipeline/alerts/{id}/resolve", "resolvePlantAlert", "Ends an alert of the plant"
        )
        .answering(AlertStatus.self).refusing(.conditionActive, .stateChanged),
    ]

    static let masks = [
        RouteDescription(
            .post, "/v1/alerts/{id}/shelve", "shelveAlert",
            "Puts an alert aside for a time; half an hour without a body"
        )
        .taking(AlertShelving.self, optional: true).answering(AlertStatus.self),
        RouteDescription(.post, "/v1/alerts/{id}/unshelve", "unshelveAlert", "Announces a shelved alert again")
            .answering(AlertStatus.self),
        RouteDescription(
            .post, "/v1/alerts/{id}/out-of-service", "withdrawAlert", "Takes an alert out of service, for a reason"
        )
        .taking(AlertWithdrawal.self).answering(AlertStatus.self),
        RouteDescription(
            .post, "/v1/alerts/{id}/return-to-service", "returnAlert", "Returns an alert to service"
        )
        .answering(AlertStatus.self),
        RouteDescription(.post, "/v1/alerts/webhook", "takeAlerts", "Takes in what Alertmanager's webhook sends")
            .taking(AlertmanagerNotice.self).answering(AlertsTaken.self),
        RouteDescription(.get, "/v1/alarms", "alarms", "The alarm rate, a flood, and what is put aside")
            .answering(AlarmLoad.self),
    ]

    static let work = [
        RouteDescription(.post, "/v1/leads/enrich", "enrichLead", "What is known of a lead")
            .taking(LeadEnrichmentRequest.self).answering(LeadEnrichment.self)
            .refusing(.breakerOpen, .degraded, .upstreamTimeout),
        RouteDescription(.post, "/v1/leads/{id}/outcome", "recordOutcome", "Says what became of a lead")
            .identified(by: .text(3...PathParameter.limit, .domain)).taking(LeadOutcomeRequest.self)
            .answering(LeadOutcomeStatus.self),
        RouteDescription(.get, "/v1/jobs", "jobs", "The tenant's jobs, newest first").answering([JobStatus].self),
        RouteDescription(.get, "/v1/jobs/{id}", "job", "One job of the tenant").answering(JobStatus.self),
        RouteDescription(.post, "/v1/jobs", "submitJob", "Queues a job")
            .taking(JobRequest.self)
            .answering(JobStatus.self, 202, "Queued; its URL is in `Location`.", headers: ["Location"])
            .refusing(.queueFull),
        RouteDescription(.post, "/v1/jobs/{id}/cancel", "cancelJob", "Ends a job; one that has ended stays as it is")
            .answering(JobStatus.self),
    ]

    static let keys = [
        RouteDescription(.get, "/v1/keys", "keys", "All keys and their states; never a key nor a hash")
            .answering([KeyStatus].self),
        RouteDescription(.post, "/v1/keys", "createKey", "Makes a key, which this answer alone shows")
            .taking(KeyCreation.self).answering(IssuedKey.self, 201, "It works at once.").refusing(.stateChanged),
        RouteDescription(.post, "/v1/keys/{id}/rotate", "rotateKey", "Makes a key's successor; the old one has a grace")
            .taking(KeyRotation.self, optional: true).answering(IssuedKey.self, 201, "It works at once.")
            .refusing(.stateChanged),
        RouteDescription(.post, "/v1/keys/{id}/pause", "pauseKey", "Refuses a key until it is resumed")
            .answering(KeyStatus.self).refusing(.stateChanged),
        RouteDescription(.post, "/v1/keys/{id}/resume", "resumeKey", "Lets a paused key work again")
            .answering(KeyStatus.self).refusing(.stateChanged),
        RouteDescription(.post, "/v1/keys/{id}/revoke", "revokeKey", "Ends a key for good")
            .answering(KeyStatus.self).refusing(.stateChanged),
    ]

    private static let number = Schema.whole(1...Int64.max)
}
