import OpsCore

/// What one evaluation says of one alert's condition.
struct AlertObservation: Sendable {
    enum Condition: Sendable { case pending, holds }

    /// The alert without its life: id, name, labels, texts, newest value.
    var alert: AlertStatus
    var condition: Condition
}
