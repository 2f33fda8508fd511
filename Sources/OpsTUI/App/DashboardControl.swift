import Foundation

/// Ends a running dashboard from outside: the command calls ``stop(_:)`` where a signal asks for it.
///
/// Safe from any thread. A stop that comes before the dashboard runs ends it at its start.
public final class DashboardControl: @unchecked Sendable {
    // `lock` guards both properties; the handler is called outside of it.
    private let lock = NSLock()
    private var reason: DashboardEnd?
    private var handler: (@Sendable (DashboardEnd) -> Void)?

    /// A control that nobody has used yet.
    public init() {}

    /// Ends the dashboard with `reason`; the first call counts, later ones do nothing.
    public func stop(_ reason: DashboardEnd) {
        let told: (@Sendable (DashboardEnd) -> Void)? = lock.withLock {
            guard self.reason == nil else { return nil }
            self.reason = reason
            return handler
        }
        told?(reason)
    }

    /// Calls `handler` once with the reason, at once where the stop came already. Nil lets the handler go.
    func whenStopped(_ handler: (@Sendable (DashboardEnd) -> Void)?) {
        let known: DashboardEnd? = lock.withLock {
            self.handler = handler
            return reason
        }
        if let known { handler?(known) }
    }
}
