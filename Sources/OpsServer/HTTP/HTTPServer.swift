import CoreMetrics
import Logging
import OpsCore
import ServiceLifecycle

/// The HTTP edge: one router and one chain, served on the host's Unix socket and on TCP.
///
/// Runs as a service of its own group; a graceful shutdown of the surrounding group, or ``stop()``, ends open streams at
/// once, lets requests in flight finish, and removes the socket.
public final class HTTPServer: Service {
    /// Where the server can be reached once it listens.
    public struct Bound: Equatable, Sendable {
        /// The TCP port; nil where TCP is not served.
        public var port: Int?
        /// The Unix socket; nil where it is not served.
        public var socketPath: String?
    }

    let configuration: ServerConfiguration
    let limits: HTTPLimits
    let logger: Logger
    let exchange: HTTPExchange
    /// Nil where TCP is served without TLS.
    let certificate: TLSCertificate?
    let onBound: @Sendable (Bound) -> Void
    private let stopping = Guarded<ServiceGroup?>(nil)

    /// - Parameters:
    ///   - configuration: `listen`, `socketPath`, hosts, origins, limits. At least one of the two addresses must be set.
    ///   - operations: the domain.
    ///   - gatekeeper: who is let in, and how often.
    ///   - metrics: where the request metrics go.
    ///   - logger: access log and errors.
    ///   - limits: connections, sizes and times; the configuration's where nil.
    ///   - queries: what answers Prometheus' read API; nothing does where nil.
    ///   - certificate: for TLS on TCP; plain HTTP where nil.
    ///   - onBound: called once, when every listener accepts connections.
    init(
        configuration: ServerConfiguration, operations: any Operations, gatekeeper: any Gatekeeper,
        metrics: any MetricsFactory, logger: Logger, limits: HTTPLimits? = nil,
        queries: (any MetricQueries)? = nil, certificate: TLSCertificate? = nil,
        onBound: @escaping @Sendable (Bound) -> Void = { _ in }
    ) {
        let limits = limits ?? configuration.httpLimits
        self.configuration = configuration
        self.limits = limits
        self.certificate = certificate
        self.logger = logger
        self.onBound = onBound
        let services = EdgeServices(
            configuration: configuration, limits: limits, operations: operations, gatekeeper: gatekeeper,
            metrics: metrics, logger: logger, queries: queries)
        exchange = HTTPExchange(services: services)
    }

    /// Listens and serves until the surrounding group shuts down, ``stop()`` is called or the task is cancelled.
    ///
    /// - Throws: ``ListenError`` where an address cannot be had.
    public func run() async throws {
        let listeners = makeListeners()
        guard !listeners.isEmpty else { return try await gracefulShutdown() }
        let group = ServiceGroup(orderly: listeners, within: limits.shutdown, logger: logger)
        stopping.with { $0 = group }
        try await group.run()
    }

    /// Starts the graceful shutdown; ``run()`` returns when it is done.
    public func stop() async {
        await stopping.value?.triggerGracefulShutdown()
    }
}
