import OpsCore
import OpsMetrics

/// How the rules are now.
struct RuleStanding: Sendable {
    /// Whether a rule could not be evaluated at its last turn.
    var fails = false
    /// Why the rule files cannot be used as they are now; nil where they are in force.
    var loadFault: String?
    /// When what is in force was read.
    var loadedAt: WallTime?
    /// The graphs' limits are those of the alerts that watch the same signals; the strictest where there are several.
    var errorRatioLimit: Double?
    var p95LimitMs: Double?

    var hasFault: Bool { fails || loadFault != nil }

    /// Files were read and are in force.
    mutating func load(_ files: [RuleFile], at time: WallTime) {
        (loadFault, loadedAt) = (nil, time)
        errorRatioLimit = Self.threshold(of: "HighErrorRate", in: files)
        p95LimitMs = Self.threshold(of: "HighLatency", in: files).map { $0 * 1000 }
    }

    private static func threshold(of alert: String, in files: [RuleFile]) -> Double? {
        files.flatMap(\.groups).flatMap(\.rules).filter { $0.kind == .alert && $0.name == alert }
            .compactMap(\.threshold).min()
    }
}
