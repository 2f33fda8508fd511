import OpsCore

/// How full the job queue is.
public struct JobCounts: Equatable, Sendable {
    /// One tenant's share.
    public struct Share: Equatable, Sendable {
        /// Jobs that wait.
        public var queued = 0
        /// Jobs that a worker holds.
        public var running = 0

        public init(queued: Int = 0, running: Int = 0) {
            self.queued = queued
            self.running = running
        }
    }

    /// Tenants with a job that is queued or running.
    public var tenants: [String: Share] = [:]
    /// When the job that waits longest was submitted.
    public var oldestQueuedAt: WallTime?

    public init() {}

    /// Jobs of all tenants that wait.
    public var queued: Int { tenants.values.reduce(0) { $0 + $1.queued } }
    /// Jobs of all tenants that a worker holds.
    public var running: Int { tenants.values.reduce(0) { $0 + $1.running } }
}
