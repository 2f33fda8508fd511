/// A point on the wall clock: milliseconds since 1970-01-01T00:00:00Z. What goes over a wire or into a database.
///
/// Never used for measuring how long something took or for a time-out: see ``MonotonicTime``.
public struct WallTime: Hashable, Comparable, Sendable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public static func < (a: WallTime, b: WallTime) -> Bool { a.milliseconds < b.milliseconds }

    /// This time plus `seconds` (may be negative).
    public func advanced(seconds: Double) -> WallTime {
        WallTime(milliseconds: milliseconds + Int64((seconds * 1000).rounded()))
    }

    /// Seconds from `earlier` to this time; negative where `earlier` is later.
    public func seconds(since earlier: WallTime) -> Double {
        Double(milliseconds - earlier.milliseconds) / 1000
    }
}

extension WallTime: Codable {
    public init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}

extension WallTime {
    /// The time of day for people, in UTC: `14:02:11Z`.
    public var clock: String {
        let seconds = Int(((milliseconds / 1000) % 86_400 + 86_400) % 86_400)
        return [seconds / 3600, seconds / 60 % 60, seconds % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
            .joined(separator: ":") + "Z"
    }
}
