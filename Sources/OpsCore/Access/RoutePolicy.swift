/// A method of HTTP that a route takes.
public enum RouteMethod: String, Codable, CaseIterable, Sendable {
    case get = "GET"
    case post = "POST"
}

/// One route: what it is, who may use it, and which limit it counts towards.
public struct RoutePolicy: Equatable, Sendable {
    /// The method of HTTP.
    public var method: RouteMethod
    /// The path with its parameters in braces: `/valves/{id}`; also the `endpoint` label of metrics.
    public var pattern: String
    /// Who may use it.
    public var access: AccessRule
    /// Which limit a request counts towards; see ``limit(for:action:)``.
    public var limit: LimitClass
    /// Which part of the server answers it; the `service` label of metrics.
    public var service: ServicePart

    public init(
        _ method: RouteMethod, _ pattern: String, _ access: AccessRule, _ limit: LimitClass,
        of service: ServicePart = .gateway
    ) {
        self.service = service
        self.method = method
        self.pattern = pattern
        self.access = access
        self.limit = limit
    }

    /// Whom the route serves: what customers call is what rules and panes measure.
    public var audience: RouteAudience {
        if limit == .work { return .customer }
        return access == .open || [.probe, .metrics, .query].contains(limit) ? .probe : .operator
    }

    /// The limit class of one request: callers on the socket have a class of their own, as have streams that are
    /// resumed or opened on the socket, so that no script of a user locks out the user's dashboard; `stop` and `safe` are
    /// never limited.
    public func limit(for caller: Caller, action: ValveAction? = nil, resumes: Bool = false) -> LimitClass {
        if limit == .actuation, action?.isUnconditional == true { return .exempt }
        if pattern == "/ops/stream", resumes || caller.isLocal { return .resume }
        return caller.isLocal ? .local : limit
    }
}
