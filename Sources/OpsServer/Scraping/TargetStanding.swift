import OpsCore
import OpsMetrics

/// How a target did when it was last asked.
struct TargetStanding: Sendable {
    /// What one family of its metrics is.
    struct Family: Sendable, Hashable {
        var name: String
        var type = "unknown"
        var help = ""
        var unit = ""
    }

    var lastScrape: WallTime?
    var lastSeconds = 0.0
    /// Why it is down; nil where it is up.
    var lastError: String?
    /// What it says of its metrics, as last read; at most ``familyLimit``.
    var families: [Family] = []
    var familiesReadAt: WallTime?

    static let familyLimit = 2_000
    /// Help texts longer than this are cut.
    static let helpLimit = 500

    /// Prometheus' words.
    var health: String { lastScrape == nil ? "unknown" : lastError == nil ? "up" : "down" }

    /// The HELP, TYPE and UNIT lines of a text.
    static func families(in bytes: [UInt8], openMetrics: Bool) -> [Family] {
        var found: [String: Family] = [:]
        bytes.withUnsafeBufferPointer { text in
            var reader = ExpositionReader(text, format: openMetrics ? .openMetrics : .prometheusText)
            while found.count < familyLimit, let line = try? reader.next() {
                guard case .metadata(let metadata) = line else { continue }
                let name = SafeText.clean(metadata.name, limit: 200)
                var family = found[name] ?? Family(name: name)
                switch metadata.keyword {
                case .help: family.help = SafeText.clean(metadata.body, limit: helpLimit)
                case .unit: family.unit = SafeText.clean(metadata.body, limit: 60)
                case .type:
                    family.type = metadata.kind.map { $0 == .untyped ? "unknown" : $0.rawValue } ?? "unknown"
                }
                found[name] = family
            }
        }
        return found.values.sorted { $0.name < $1.name }
    }
}
