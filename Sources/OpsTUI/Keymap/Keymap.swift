import OpsTerminal

/// Which key does what on the panes: data, so that hints and help are made from it and a file may change it.
struct Keymap: Equatable, Sendable {
    /// The keys of each action, the one that hints show first.
    private(set) var keys: [DashboardAction: [Key]]
    private let actions: [Key: DashboardAction]

    /// ^C always quits, whatever a file says: a screen that cannot be left is a trap.
    static let alwaysQuits = Key.control("c")

    /// A keymap of bindings without conflicts; of two actions for one key the first in the help's order wins.
    init(_ keys: [DashboardAction: [Key]]) {
        self.keys = keys
        var actions: [Key: DashboardAction] = [:]
        for action in DashboardAction.allCases {
            for key in keys[action] ?? [] where actions[key] == nil { actions[key] = action }
        }
        actions[Self.alwaysQuits] = .quit
        self.actions = actions
    }

    /// What `key` does; nil where it does nothing.
    func action(for key: Key) -> DashboardAction? { actions[key] }

    /// The key that hints show for `action`; nil where it has none.
    func firstKey(for action: DashboardAction) -> String? {
        keys[action]?.first.map(KeyNotation.describe)
    }

    /// The shipped bindings.
    static let shipped = Keymap([
        .help: [.character("?"), .function(1)],
        .quit: [.character("q")],
        .redraw: [.control("l")],
        .focusNext: [.tab],
        .focusPrevious: [.backTab],
        .focusIncidents: [.character("1")],
        .focusValves: [.character("2")],
        .focusBreakers: [.character("3")],
        .focusTenants: [.character("4")],
        .focusAlerts: [.character("5")],
        .down: [.character("j"), .down],
        .up: [.character("k"), .up],
        .pageDown: [.pageDown, .control("f")],
        .pageUp: [.pageUp, .control("b")],
        .first: [.home, .character("g")],
        .last: [.end, .character("G")],
        .open: [.enter],
        .close: [.escape],
        .filter: [.character("/")],
        .valve: [.character("v")],
        .acknowledge: [.character("a")],
        .resolve: [.character("r")],
        .shelve: [.character("s")],
        .reloadKeys: [.character("K")],
    ])
}
