extension ProblemAdvice {
    /// What is wrong with the request itself.
    static let request: [ProblemCode: ProblemAdvice] = [
        .validationFailed: ProblemAdvice(
            "A member, parameter or header is missing, of the wrong type or out of its bounds, or the body is larger than "
                + "the limit. With status 400 the request could not even be read: malformed JSON or malformed HTTP.",
            do: "Read `detail`: it names what is wrong. /openapi.json gives the bounds of every member.",
            example: "`position` must be 0 (closed) to 100 (open)."),
        .resourceNotFound: ProblemAdvice(
            "Nothing is served under this path, or nothing has this id (any more).",
            do: "Check the path against /openapi.json, and the id against the list that it came from.",
            example: "There is no valve v-999."),
        .methodNotAllowed: ProblemAdvice(
            "The path exists, but takes other methods.", do: "Use one of the methods in the header `Allow`.",
            example: "This path takes GET, HEAD."),
        .unsupportedMediaType: ProblemAdvice(
            "The body's `Content-Type` is missing or is no JSON in UTF-8.",
            do: "Send the body as `Content-Type: application/json`, in UTF-8.",
            example: "Send the body as application/json."),
        .requestTimeout: ProblemAdvice(
            "The request did not arrive whole within its time: the line is slow, or the client stopped sending.",
            do: "Send it again, in one go.", example: "The body did not arrive within 10 seconds."),
        .hostNotAllowed: ProblemAdvice(
            "The request's `Host` is none of those that this server was told to answer for.",
            do: "Use a configured name, or have the name added to ALLOWED_HOSTS.",
            example: "The host is not one of ALLOWED_HOSTS."),
        .egressDenied: ProblemAdvice(
            "The address leads to a place that this server may not call: private, loopback, link-local, or not listed.",
            do: "Give an address that the egress list allows.", example: "The address is private."),
        .idempotencyConflict: ProblemAdvice(
            "The same `Idempotency-Key` came before with another request.",
            do: "Use a fresh key for each new request; the same key only to repeat the same one.",
            example: "The idempotency key was used for another request."),
    ]

    /// What is wrong with who asks.
    static let identity: [ProblemCode: ProblemAdvice] = [
        .unauthenticated: ProblemAdvice(
            "No key was sent, or one that this server does not know.",
            do:
                "Send a valid key as `x-api-key` or as `Authorization: Bearer`; on the server itself use its Unix socket.",
            example: "A key is needed: send it as x-api-key or as a bearer token."),
        .keyRevoked: ProblemAdvice(
            "The key was revoked, or its time of grace after a rotation is over.", do: "Use the key that replaced it.",
            example: "The key 1f2e3d4c was revoked; use its successor."),
        .forbidden: ProblemAdvice(
            "The caller is known, but its role does not reach that far.",
            do: "Use a key of the role that `detail` names; administration wants `x-admin-key` too.",
            example: "This needs the role operator; the caller has viewer."),
        .keyPaused: ProblemAdvice(
            "The key was paused: by an administrator, or by the server since its use was far above its usual rate.",
            do: "Ask an administrator to resume it.", example: "The key 1f2e3d4c is paused; an admin can resume it."),
        .originNotAllowed: ProblemAdvice(
            "A browser sent a change from a page whose origin is not allowed.",
            do: "Have the origin added to CORS_ORIGINS, or call from outside a browser.",
            example: "Changes from this origin are not allowed."),
        .needsSecondOperator: ProblemAdvice(
            "The valve is configured so that two persons must agree to a movement: another key or session of the one who "
                + "asked is not a second person.",
            do: "Have another operator confirm the command while it is held: `opstui valve confirm`.",
            example: "Command c-1 was asked for by op1: another person must confirm it."),
        .noAccessAuthority: ProblemAdvice(
            "Another server has a command under way on the valve, or has commanded the device with a newer epoch.",
            do:
                "Act on the server that `detail` names, or wait until its command is over; `stop` and `safe` go through.",
            example: "Server ops-2 (pid 812) has command of v-101, with command c-1, until 14:02:11Z."),
    ]
}
