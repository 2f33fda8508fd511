import OpsCore
import Testing

@testable import OpsServer

/// A status with a code that goes with it, and where a test produces it over a socket.
struct ProblemPair: Hashable, Sendable {
    var code: ProblemCode
    var status: Int

    init(_ code: ProblemCode, _ status: Int? = nil) {
        self.code = code
        self.status = status ?? code.status
    }

    /// Who produces it.
    enum Producer: Sendable, Equatable {
        /// The chain of the edge, whatever is behind it.
        case chain
        /// A whole server on a real broker with simulated valves.
        case plant
        /// A whole server with a real provider.
        case provider
        /// This version has no feature that refuses so.
        case nobody
    }

    /// Every pair there is, each once.
    static var all: [ProblemPair] {
        ProblemCode.allCases.flatMap { code in code.statuses.map { ProblemPair(code, $0) } }
    }

    /// Exhaustive, so that a new code needs a producer before this compiles.
    var producer: Producer {
        switch code {
        case .validationFailed, .unauthenticated, .keyRevoked, .forbidden, .keyPaused, .originNotAllowed,
            .hostNotAllowed, .resourceNotFound, .methodNotAllowed, .unsupportedMediaType, .requestTimeout,
            .rateLimitExceeded, .overloaded, .internalError:
            .chain
        case .noAccessAuthority, .needsSecondOperator, .idempotencyConflict, .interlocked, .positionReached,
            .commandInExecution, .alreadySelected, .notSelected, .stateChanged, .localMode, .timeLimitOver,
            .conditionActive, .brokerDown, .deviceOffline, .staleState:
            .plant
        case .queueFull, .breakerOpen, .degraded, .upstreamTimeout: .provider
        case .budgetExceeded, .egressDenied: .nobody
        }
    }

    static func of(_ producer: Producer) -> Set<ProblemPair> { Set(all.filter { $0.producer == producer }) }
}

/// What was produced so far, each answer held against the document.
struct ProducedProblems {
    private(set) var pairs: Set<ProblemPair> = []

    /// Notes an answer, which must be a problem as the document has it: schema, headers, media type, request id.
    mutating func take(_ answer: Edge.Answer, _ place: SourceLocation = #_sourceLocation) throws {
        let fault = APISchemas.shared.check.fault(
            of: try JSONReader.read(Array(answer.body.utf8)), against: .named("Problem"))
        #expect(fault == nil, "\(answer.body)", sourceLocation: place)
        let problem = try answer.problem()
        #expect(problem.status == answer.status && problem.code.statuses.contains(answer.status), sourceLocation: place)
        #expect(problem.type == problem.code.page && problem.title == problem.code.title, sourceLocation: place)
        #expect(answer["content-type"] == "application/problem+json", sourceLocation: place)
        #expect(problem.instance == answer["x-request-id"], sourceLocation: place)
        #expect((answer["retry-after"] != nil) == (problem.code.retryAfterSeconds != nil), sourceLocation: place)
        #expect(!problem.detail.isEmpty, sourceLocation: place)
        pairs.insert(ProblemPair(problem.code, answer.status))
    }

    /// True where the answer has the code; taken then.
    mutating func take(_ answer: Edge.Answer, where code: ProblemCode) throws -> Bool {
        guard answer.status >= 400, try answer.problem().code == code else { return false }
        try take(answer)
        return true
    }
}
