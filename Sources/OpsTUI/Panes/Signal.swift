import OpsCore

/// One of the four signals now: its value in words, its limit, and how bad it is.
struct Signal: Equatable, Sendable {
    enum Level: Equatable, Sendable { case calm, look, act }

    let pane: PaneID
    let text: String
    let limit: Double?
    let level: Level
    let isStale: Bool

    /// Beyond this many times its limit a signal is no longer something to look at but to act on.
    private static let alarmFactor = 2.0
    /// A queue this full is worth a look; a full one refuses work.
    private static let queueLookShare = 0.8

    /// - Parameter isNarrow: leaves blanks out of the text.
    init(_ pane: PaneID, _ state: DashboardState, isNarrow: Bool = false) {
        self.pane = pane
        isStale = !state.isStreamFresh
        let metrics = state.snapshot?.metrics
        let value = metrics.flatMap { GraphSeries.value(of: $0.current, pane) }
        switch pane {
        case .errorRatio:
            limit = metrics?.errorRatioLimit
            text = Quantity.ratio(value)
        case .latency:
            limit = metrics?.p95LimitMs
            text = Quantity.milliseconds(value)
        case .queue:
            let queue = state.snapshot?.queue ?? QueueStatus()
            limit = queue.limit > 0 ? Double(queue.limit) : nil
            text = queue.limit > 0 ? "\(queue.depth)\(isNarrow ? "/" : " of ")\(queue.limit)" : "\(queue.depth)"
        default:
            limit = nil
            text = Quantity.rate(value)
        }
        level = Self.level(pane, value, limit, state)
    }

    private static func level(_ pane: PaneID, _ value: Double?, _ limit: Double?, _ state: DashboardState) -> Level {
        guard let limit, let value else { return .calm }
        if pane == .queue { return value >= limit ? .act : value >= limit * queueLookShare ? .look : .calm }
        return value <= limit ? .calm : value > limit * alarmFactor ? .act : .look
    }

    /// Where the dashed line goes on a graph up to `ceiling`; nil where it lies above.
    func line(below ceiling: Double) -> Double? { limit.flatMap { $0 <= ceiling ? $0 : nil } }

    /// Where the graph's colour turns from look to act; nil where there is no limit.
    var alarm: Double? { limit.map { $0 * Self.alarmFactor } }

    var style: Style {
        if isStale { return Style(.label, dim: true) }
        return switch level {
        case .calm: .strong
        case .look: Style(.attention, bold: true)
        case .act: Style(.alarm, bold: true)
        }
    }

    /// The value with its shape, for the frame.
    func badge(_ glyphs: GlyphSet) -> String {
        switch level {
        case .calm: text
        case .look: "\(glyphs.attention) \(text)"
        case .act: "\(glyphs.alarm) \(text)"
        }
    }

    /// The value at the graph's upper edge: a round number above all values, and above the limit where there is one.
    func ceiling(of values: [Double?]) -> Double {
        let highest = values.compactMap { $0 }.max() ?? 0
        if pane == .queue, let limit { return Self.round(up: max(highest * 1.5, limit * 0.05)) }
        return Self.round(up: max(highest * 1.1, (limit ?? 0) * 2.5, 1e-9))
    }

    /// The next of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten.
    static func round(up value: Double) -> Double {
        guard value.isFinite, value > 0 else { return 1 }
        var unit = 1e-9
        while unit * 10 <= value, unit < 1e300 { unit *= 10 }
        for step in [1, 1.5, 2, 3, 4, 5, 6, 8, 10] where unit * step >= value { return unit * step }
        return unit * 10
    }
}
