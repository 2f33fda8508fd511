/// What lies over the panes. Several may be stacked; the last one takes the keys.
enum Overlay: Equatable, Sendable {
    case help(scroll: Int)
    case valve(ValveDialog)
    case confirm(Confirmation)
    case shelve(ShelveDialog)
    /// An incident's page.
    case triage(incidentID: Int64, scroll: Int)
    /// All facts of one row.
    case details(PaneID, id: String, scroll: Int)
    /// What a reload of the keys did, line by line.
    case answer(title: String, lines: [String], scroll: Int)
}
