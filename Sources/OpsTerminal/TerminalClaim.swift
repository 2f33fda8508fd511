/// Who owns curses: one session in a process at a time.
enum TerminalClaim {
    private static let taken = Guarded(false)

    /// Takes it; false when a session has it.
    static func take() -> Bool {
        taken.with { isTaken in
            defer { isTaken = true }
            return !isTaken
        }
    }

    static func giveBack() { taken.with { $0 = false } }
}
