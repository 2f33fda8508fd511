import OpsCore

/// How wide the columns of the valves are; the bar goes first where the pane is narrow, then pressure, then the name.
struct ValveColumns: Equatable {
    var id: Int
    var name = 0
    var state = 8
    var bar = 0
    var pressure = 0

    private static let ageColumns = 10

    init(_ valves: [ValveView], width: Int) {
        id = min(max(valves.map(\.id.count).max() ?? 5, 5), 10)
        var rest = width - (2 + id + 1 + state + 1 + 5 + 2 + Self.ageColumns)
        if rest >= 9 {
            pressure = 9
            rest -= 9
        }
        if rest >= 8 {
            name = min(max(valves.map(\.status.name.count).max() ?? 6, 6), 16, rest - 1)
            rest -= name + 1
        }
        if rest >= 7 { bar = min(rest - 1, 40) }
    }
}
