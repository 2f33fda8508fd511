/// What does not change while a dashboard runs.
struct DashboardSettings: Equatable, Sendable {
    var readOnly = false
    var keymap = Keymap.shipped
    /// True where leaving may do something to others, so that a quit asks first.
    var asksBeforeQuit = false

    /// What `key` does here: acting keys are gone when reading only.
    func isAvailable(_ action: DashboardAction) -> Bool { !(readOnly && action.acts) }
}
