/// What a key can do on the panes. The raw value is its name in `keymap.yaml`.
enum DashboardAction: String, CaseIterable, Sendable {
    case help, quit, redraw
    case focusNext = "focus-next"
    case focusPrevious = "focus-previous"
    case focusIncidents = "focus-incidents"
    case focusValves = "focus-valves"
    case focusBreakers = "focus-breakers"
    case focusTenants = "focus-tenants"
    case focusAlerts = "focus-alerts"
    case down, up
    case pageDown = "page-down"
    case pageUp = "page-up"
    case first, last
    case open, close, filter
    case valve
    case acknowledge
    case resolve
    case shelve
    case reloadKeys = "reload-keys"

    /// True where the action changes something on the server; such keys are gone with `--read-only`.
    var acts: Bool {
        switch self {
        case .valve, .acknowledge, .resolve, .shelve, .reloadKeys: true
        default: false
        }
    }

    /// What the help says.
    var explanation: String {
        switch self {
        case .help: "show this help"
        case .quit: "quit; on a page, leave it (ctrl-c quits everywhere)"
        case .redraw: "draw the screen anew"
        case .focusNext: "next pane"
        case .focusPrevious: "previous pane"
        case .focusIncidents: "go to incidents"
        case .focusValves: "go to valves"
        case .focusBreakers: "go to breakers"
        case .focusTenants: "go to tenants"
        case .focusAlerts: "go to alerts"
        case .down: "next row"
        case .up: "previous row"
        case .pageDown: "a page down"
        case .pageUp: "a page up"
        case .first: "first row"
        case .last: "last row"
        case .open: "open the row: an incident's triage page, else its details"
        case .close: "close what lies on top, drop the filter"
        case .filter: "filter valves, tenants or alerts"
        case .valve: "command the selected valve"
        case .acknowledge: "acknowledge the selected alert or incident"
        case .resolve: "resolve the selected alert or incident"
        case .shelve: "put the selected alert aside for a time, or announce it again"
        case .reloadKeys: "reload the API keys"
        }
    }

    /// One or two words for the line of keys at the bottom; nil for keys that need no reminder.
    var hint: String? {
        switch self {
        case .help: "help"
        case .filter: "filter"
        case .valve: "valve"
        case .acknowledge: "ack"
        case .resolve: "resolve"
        case .shelve: "shelve"
        case .reloadKeys: "reload keys"
        case .quit: "quit"
        case .open: "open"
        default: nil
        }
    }
}
