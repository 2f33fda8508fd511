extension ProblemCode {
    /// Every HTTP status that may go with the code, the usual one first. `VALIDATION_FAILED` is 400 too, for what could
    /// not even be read: malformed JSON and malformed HTTP.
    public var statuses: [Int] { self == .validationFailed ? [status, 400] : [status] }

    /// The HTTP status that usually goes with the code.
    public var status: Int {
        switch self {
        case .hostNotAllowed: 400
        case .unauthenticated, .keyRevoked: 401
        case .forbidden, .keyPaused, .originNotAllowed, .noAccessAuthority, .needsSecondOperator: 403
        case .resourceNotFound: 404
        case .methodNotAllowed: 405
        case .requestTimeout: 408
        case .commandInExecution, .alreadySelected, .notSelected, .stateChanged, .localMode, .timeLimitOver,
            .conditionActive:
            409
        case .unsupportedMediaType: 415
        case .validationFailed, .egressDenied, .idempotencyConflict, .interlocked, .positionReached: 422
        case .rateLimitExceeded, .queueFull, .budgetExceeded: 429
        case .internalError: 500
        case .brokerDown, .deviceOffline, .staleState, .breakerOpen, .overloaded, .degraded: 503
        case .upstreamTimeout: 504
        }
    }

    /// Seconds after which a retry makes sense; nil where the same request will be refused again.
    public var retryAfterSeconds: Int? {
        switch self {
        case .rateLimitExceeded, .queueFull, .budgetExceeded: 60
        case .requestTimeout, .upstreamTimeout, .brokerDown, .deviceOffline, .staleState, .breakerOpen, .overloaded,
            .degraded:
            5
        case .internalError: 30
        default: nil
        }
    }

    /// A short sentence that is the same for every occurrence of the code.
    public var title: String {
        switch self {
        case .validationFailed: "The request cannot be accepted as it is"
        case .unauthenticated: "A valid key is needed"
        case .keyRevoked: "The key was revoked"
        case .forbidden: "This caller may not do that"
        case .keyPaused: "The key is paused"
        case .originNotAllowed: "Requests from this origin are not allowed"
        case .noAccessAuthority: "Another server holds the command of this valve"
        case .needsSecondOperator: "A second person must confirm"
        case .hostNotAllowed: "This server does not answer for that host"
        case .resourceNotFound: "No such resource"
        case .methodNotAllowed: "The resource does not take this method"
        case .unsupportedMediaType: "The body's media type is not accepted"
        case .requestTimeout: "The request took too long to arrive"
        case .rateLimitExceeded: "Too many requests"
        case .queueFull: "The queue is full"
        case .budgetExceeded: "The spending limit is reached"
        case .egressDenied: "The address may not be called from here"
        case .idempotencyConflict: "The idempotency key was used for another request"
        case .interlocked: "An interlock forbids the movement"
        case .positionReached: "The valve is already there"
        case .commandInExecution: "Another command is in execution"
        case .alreadySelected: "The valve is selected by someone else"
        case .notSelected: "The valve is not selected"
        case .stateChanged: "The state is not the one that the request was for"
        case .localMode: "The valve is in local mode"
        case .timeLimitOver: "The command's time is over"
        case .conditionActive: "The condition still holds"
        case .brokerDown: "The MQTT broker cannot be reached"
        case .deviceOffline: "The device is offline"
        case .staleState: "The state is too old to act on"
        case .breakerOpen: "The upstream's circuit breaker is open"
        case .overloaded: "The server is overloaded"
        case .degraded: "The service is degraded"
        case .upstreamTimeout: "The upstream did not answer in time"
        case .internalError: "Something failed inside the server"
        }
    }
}
