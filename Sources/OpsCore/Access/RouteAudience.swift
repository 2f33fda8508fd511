/// Whom a route serves.
public enum RouteAudience: String, CaseIterable, Sendable {
    /// Customers, with a tenant's key: their requests are the service whose level is watched.
    case customer
    /// People who run the service, and their dashboards.
    case `operator`
    /// Health checks, scrapers and readers of documents.
    case probe
}
