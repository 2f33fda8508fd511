import OpsCore

/// What one evaluation says of one alert's condition.
struct AlertObservation: Sendable {
    enum Condition: Sendable { case pending, holds, gone }

    /// The alert without its life: id, name, labels, texts, newest value.
    var alert: AlertStatus
    var condition: Condition
    /// Why the design puts it aside now; nil where it does not.
    var suppressedBy: String?
}
