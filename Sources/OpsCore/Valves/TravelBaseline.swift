/// How long a full stroke takes a valve, one way and the other: the configured time at first, then what its own
/// completed travels say.
///
/// The median of the newest ``kept`` travels, so that single odd ones count for nothing. Kept across restarts.
public struct TravelBaseline: Codable, Equatable, Sendable {
    /// Which way a valve moves.
    public enum Direction: String, Codable, CaseIterable, Sendable { case opening, closing }

    /// Travels that are remembered each way.
    public static let kept = 9
    /// Fewer travels than this say nothing yet.
    public static let enough = 3
    /// What a full stroke can take, seconds; everything else is a fault of clocks or links.
    public static let plausible = 0.5...1_200.0

    /// The configured seconds for a full stroke that these travels belong to.
    public let configuredSeconds: Double
    /// Seconds for a full stroke, oldest first.
    public private(set) var opening: [Double] = []
    public private(set) var closing: [Double] = []

    /// Nothing learned yet. `configuredSeconds`: for a full stroke, at least 1.
    public init(configuredSeconds: Double) { self.configuredSeconds = max(1, configuredSeconds) }

    /// Takes in a completed travel, as seconds for a full stroke. False where it is not plausible and was left out.
    @discardableResult
    public mutating func learn(_ seconds: Double, _ direction: Direction) -> Bool {
        guard seconds.isFinite, Self.plausible.contains(seconds) else { return false }
        // Milliseconds: what is stored need not be longer.
        let seconds = (seconds * 1000).rounded() / 1000
        switch direction {
        case .opening: opening = Array((opening + [seconds]).suffix(Self.kept))
        case .closing: closing = Array((closing + [seconds]).suffix(Self.kept))
        }
        return true
    }

    /// True once ``seconds(_:)`` is the valve's own.
    public func isLearned(_ direction: Direction) -> Bool { travels(direction).count >= Self.enough }

    /// Seconds for a full stroke that way: the median of the valve's travels, the configured ones before it is learned.
    public func seconds(_ direction: Direction) -> Double {
        let sorted = travels(direction).sorted()
        guard sorted.count >= Self.enough else { return configuredSeconds }
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    private func travels(_ direction: Direction) -> [Double] { direction == .opening ? opening : closing }
}
