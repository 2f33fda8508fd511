import CoreMetrics
import Logging
import OpsCore

/// What the chain and the controllers work with; made once a server.
struct EdgeServices: Sendable {
    let configuration: ServerConfiguration
    let limits: HTTPLimits
    let operations: any Operations
    let gatekeeper: any Gatekeeper
    let metrics: RequestMetrics
    let logger: Logger
    let queries: (any MetricQueries)?
    let streams: StreamGate
    /// Tells this server's event ids from those of an earlier life.
    let boot: String

    init(
        configuration: ServerConfiguration, limits: HTTPLimits, operations: any Operations,
        gatekeeper: any Gatekeeper, metrics: any MetricsFactory, logger: Logger, queries: (any MetricQueries)?
    ) {
        self.configuration = configuration
        self.limits = limits
        self.operations = operations
        self.gatekeeper = gatekeeper
        self.metrics = RequestMetrics(factory: metrics)
        self.logger = logger
        self.queries = queries
        streams = StreamGate(limits)
        boot = String(SystemClock().wall.milliseconds)
    }

    var bodyReader: RequestBodyReader {
        RequestBodyReader(limitBytes: configuration.bodyLimitBytes)
    }
}
