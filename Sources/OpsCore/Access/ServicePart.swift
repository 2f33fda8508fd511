/// The parts of the server, by which metrics and health name what they are about (CONTRACT row D2). One process plays all
/// of them.
public enum ServicePart: String, Codable, CaseIterable, Sendable {
    /// The edge: keys, limits, jobs and leads, and what belongs to no other part.
    case gateway
    /// The telemetry bus: what the valves and the broker say.
    case fabric
    /// Alerts, and the incidents that they make.
    case fusion
    /// Series, queries, rules and objectives.
    case intelligence
    /// Commands to valves.
    case tasking
}
