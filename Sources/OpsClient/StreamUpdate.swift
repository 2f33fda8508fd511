import OpsCore

/// What a dashboard hears from the server's stream.
public enum StreamUpdate: Equatable, Sendable {
    /// The whole picture; replaces whatever was known.
    case snapshot(OpsSnapshot)
    case change(NumberedChange)
    /// The link lives though nothing changed.
    case alive
    /// The link is gone; another attempt follows.
    case down(reason: String, retryInSeconds: Double)
}
