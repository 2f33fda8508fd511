import Hummingbird

/// The order in which a request passes through the edge: the one place that says it.
enum MiddlewareChain {
    /// Outermost first.
    ///
    /// The first four see every answer, whoever made it: a refusal of the host check bears the same id, the same headers
    /// and the same log line as any other. The mapping to problems comes right below them, so that all further steps
    /// refuse by throwing. Host and origin come before keys: neither needs one. The size of a body is judged by its
    /// header before anybody is asked who sent it.
    static func steps(_ services: EdgeServices) -> [any MiddlewareProtocol<Request, Response, OpsRequestContext>] {
        let configuration = services.configuration
        let limiter = RequestLimiter(gatekeeper: services.gatekeeper)
        return [
            RequestIdentityMiddleware(
                trustedProxies: TrustedProxies(configuration.trustedProxies),
                opensLoopback: configuration.loopbackMetrics),
            AccessLogMiddleware(logger: services.logger),
            MetricsMiddleware(metrics: services.metrics),
            ResponseHeadersMiddleware(limiter: limiter),
            ProblemMiddleware(logger: services.logger),
            WireFaultMiddleware(),
            AllowedHostsMiddleware(hosts: HostPatterns(configuration.allowedHosts)),
            CrossOriginMiddleware(origins: configuration.corsOrigins),
            BodyLimitMiddleware(limitBytes: configuration.bodyLimitBytes),
            AuthenticationMiddleware(gatekeeper: services.gatekeeper),
            RateLimitMiddleware(limiter: limiter),
            OptionsMiddleware(),
        ]
    }
}
