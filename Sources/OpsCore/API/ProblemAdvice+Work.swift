extension ProblemAdvice {
    /// What there is too much of.
    static let capacity: [ProblemCode: ProblemAdvice] = [
        .rateLimitExceeded: ProblemAdvice(
            "The caller sent more requests than its limit for this class of routes allows in the window.",
            do: "Wait for `Retry-After`; spread requests by `X-RateLimit-Remaining` and `X-RateLimit-Reset`.",
            example: "More than 5 requests in 60 s; try again in 12 s."),
        .queueFull: ProblemAdvice(
            "The job queue, or this tenant's share of it, is full.",
            do: "Submit again after `Retry-After`; cancel jobs that are no longer needed.",
            example: "The job queue is full (1000 jobs)."),
        .budgetExceeded: ProblemAdvice(
            "The day's spending limit of the key or of the whole server is reached.",
            do: "Wait for midnight UTC, or have the limit raised.", example: "The key's daily limit is reached."),
        .overloaded: ProblemAdvice(
            "The server has more to do than it can finish in time: requests, connections, streams or writes are waiting.",
            do: "Try again after `Retry-After`, with more time between tries each time.",
            example: "The server did not finish within 30 seconds."),
    ]

    /// What the valve or its alert has against it.
    static let plant: [ProblemCode: ProblemAdvice] = [
        .interlocked: ProblemAdvice(
            "An interlock of the plant forbids the movement.", do: "Clear the interlock that `detail` names first.",
            example: "v-101 is interlocked: pump running."),
        .positionReached: ProblemAdvice(
            "The valve is already where it was told to go.", do: "Nothing: what was wanted is so.",
            example: "v-101 is already closed."),
        .commandInExecution: ProblemAdvice(
            "Another command is moving this valve.", do: "Wait for its end, or send `stop`, which always goes through.",
            example: "Command 01J… by op1 is moving v-101."),
        .alreadySelected: ProblemAdvice(
            "Somebody has the valve selected: a command waits for a person's confirmation, or holds the device between "
                + "select and operate.",
            do: "Wait until the time that `detail` names, or cancel the command that holds it.",
            example: "v-101 is selected by op1 for close until 14:02:11Z, command c-1."),
        .notSelected: ProblemAdvice(
            "The command waits for nobody any more (confirmed, cancelled, lapsed), or the device got an operate that no "
                + "live select went before.",
            do: "Look at the command; send a new one where it is still wanted.",
            example: "Command c-1 waits for nobody's confirmation: it is confirmed."),
        .stateChanged: ProblemAdvice(
            "The valve moved on, its device restarted, or the key has come to its end, after the caller had looked at it; or "
                + "nobody has acknowledged the alert yet.",
            do: "Look at it as it is now, then decide again.",
            example: "v-101 is at revision 18 now; the command was for 17."),
        .localMode: ProblemAdvice(
            "Somebody beside the valve has switched it to local mode.", do: "Call the person on site.",
            example: "v-101 is in local mode: somebody beside the valve has command of it."),
        .timeLimitOver: ProblemAdvice(
            "The command's time was over before it was sent, acknowledged or confirmed by telemetry.",
            do: "Look at the valve and at `detail`: it says whether anything moved. Then send a new command.",
            example: "The command's time was over before it could be sent; nothing moved."),
        .conditionActive: ProblemAdvice(
            "The alert's condition still holds; a resolved alert would be back at once.",
            do: "Remove the cause first, or acknowledge the alert meanwhile.",
            example: "The condition still holds: 4.2 % > 1 %."),
        .deviceOffline: ProblemAdvice(
            "The valve's device is not connected to the broker.",
            do: "Look at its power and network; send `stop` or `safe` by hand on site where it cannot wait.",
            example: "v-101 is offline since 03:12."),
        .staleState: ProblemAdvice(
            "The valve's newest report is too old to act on.",
            do: "Wait for a fresh report, or look at the device's link.",
            example: "The newest state of v-101 is 40 s old."),
    ]

    /// What is wrong behind the request: nothing that the caller did.
    static let server: [ProblemCode: ProblemAdvice] = [
        .brokerDown: ProblemAdvice(
            "The server has no connection to the MQTT broker; it reconnects by itself.",
            do: "Look at `checks.mqtt` in /health; act on site meanwhile.",
            example: "The MQTT broker cannot be reached; nothing was sent."),
        .breakerOpen: ProblemAdvice(
            "The upstream failed too often, so calls to it are held back for a while.",
            do: "Try again after `Retry-After`; /ops/model-status shows the breaker.",
            example: "The provider's breaker is open; the next try is in 12 s."),
        .degraded: ProblemAdvice(
            "A part that this request needs does not work or is not configured.",
            do: "Try again later; /health names the part.", example: "No upstream provider is configured."),
        .upstreamTimeout: ProblemAdvice(
            "The upstream did not answer within the time that the request had left.",
            do: "Try again after `Retry-After`.",
            example: "The provider did not answer in time."),
        .internalError: ProblemAdvice(
            "Something failed that should not; the cause is in the server's log, never in the answer.",
            do: "Give the request id in `instance` to whoever runs the server; try again after `Retry-After`.",
            example: "The server could not answer; its log says why under the request id in `instance`."),
    ]
}
