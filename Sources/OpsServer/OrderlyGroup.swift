import Logging
import ServiceLifecycle

extension ServiceGroup {
    /// Services of which each that fails ends the others in order, never by cancelling them: a listener that is cancelled
    /// traps in NIO where it has just accepted a connection.
    ///
    /// - Parameter limit: How long a stop may take before what is left is cancelled.
    init(orderly services: [any Service], within limit: Duration, logger: Logger) {
        var settings = ServiceGroupConfiguration(
            services: services.map { .init(service: $0, failureTerminationBehavior: .gracefullyShutdownGroup) },
            logger: logger)
        settings.maximumGracefulShutdownDuration = limit
        self.init(configuration: settings)
    }
}
