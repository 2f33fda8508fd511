/// A tank with upright walls: its level is what came in less what went out.
public struct StorageTank: Equatable, Sendable, Identifiable {
    public var id: String
    /// Height of its floor, m.
    public var floor: Double
    /// m² of water's surface.
    public var area: Double
    /// m above the floor at which it overflows.
    public var depth: Double
    /// m above the floor, 0 … ``depth``.
    public private(set) var level: Double

    public init(id: String, floor: Double, area: Double, depth: Double, level: Double) {
        self.id = id
        self.floor = floor
        self.area = area
        self.depth = depth
        self.level = min(max(level, 0), depth)
    }

    /// Height of the water's surface, m.
    public var head: Double { floor + level }
    public var isEmpty: Bool { level <= 0 }

    /// Takes in `inflow` L/s for so many seconds; negative takes out. What does not fit runs over.
    mutating func take(_ inflow: Double, seconds: Double) {
        level = min(max(level + inflow / 1000 * seconds / area, 0), depth)
    }
}
