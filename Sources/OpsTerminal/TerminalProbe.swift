import Glibc

/// Whether a terminal can show a dashboard, asked without touching its screen.
public enum TerminalProbe {
    /// Whether `TerminalSession.open` would find a usable terminal.
    public static func isUsable(_ environment: TerminalEnvironment = .process) -> Bool {
        problem(environment) == nil
    }

    /// What stands in the way, or nil.
    public static func problem(_ environment: TerminalEnvironment = .process) -> TerminalError? {
        guard TerminalClaim.take() else { return .alreadyOpen }
        defer { TerminalClaim.giveBack() }
        do {
            try checkDescriptors(environment)
            _ = try TerminalChoice.make(environment)
            return nil
        } catch {
            return error
        }
    }

    static func checkDescriptors(_ environment: TerminalEnvironment) throws(TerminalError) {
        guard isatty(environment.inputDescriptor) == 1 else {
            throw .unusable(reason: "standard input is not a terminal")
        }
        guard isatty(environment.outputDescriptor) == 1 else {
            throw .unusable(reason: "standard output is not a terminal")
        }
    }
}
