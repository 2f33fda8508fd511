/// The body of `POST /v1/jobs`.
public struct JobRequest: Codable, Equatable, Sendable {
    /// What to run; `enrich` is the one kind so far.
    public var kind: String
    /// The kind's input: for `enrich`, `{"email"|"domain": …}`.
    public var input: [String: String]

    public init(kind: String, input: [String: String]) {
        self.kind = kind
        self.input = input
    }
}

/// Where a job is in its life.
public enum JobState: String, Codable, CaseIterable, Sendable {
    case queued, running, succeeded, failed, cancelled

    public var isFinal: Bool { self == .succeeded || self == .failed || self == .cancelled }
}

/// A job: the resource under `/v1/jobs/{id}`.
public struct JobStatus: Codable, Equatable, Sendable, Identifiable {
    public var id: String
    public var kind: String
    public var tenant: String
    public var state: JobState
    public var enqueuedAt: WallTime
    public var startedAt: WallTime?
    public var endedAt: WallTime?
    public var attempts: Int = 0
    /// The outcome as JSON text, at most 1 MB; nil before `succeeded`.
    public var result: String?
    public var error: ProblemCode?

    public init(id: String, kind: String, tenant: String, state: JobState, enqueuedAt: WallTime) {
        self.id = id
        self.kind = kind
        self.tenant = tenant
        self.state = state
        self.enqueuedAt = enqueuedAt
    }
}
