import OpsMetrics

/// What the routes are asked that say how the server is.
enum StatusQuestion: Sendable {
    case build, runtime, configuration, flags, series
    /// An expression, to be written in its usual form.
    case format(Expression)
}
