/// What the routes are asked that say how the server is.
enum StatusQuestion: Sendable {
    case build, runtime, configuration, flags, series
    case targets, exemplars
    /// An expression that can be read, as it was given.
    case format(String)
}
