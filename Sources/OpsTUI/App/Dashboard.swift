import OpsTerminal

/// The dashboard: the one way in for the command.
public enum Dashboard {
    /// Runs the dashboard on the controlling terminal until a person quits, the terminal goes away or
    /// ``DashboardOptions/control`` ends it. The terminal is as before when this returns or throws.
    ///
    /// Throws `TerminalError` where there is no terminal that can be drawn on, ``KeymapError`` and the theme's error
    /// where a file is wrong; each says the file, the line and what was expected.
    public static func run(_ options: DashboardOptions) async throws -> DashboardEnd {
        try await DashboardRuntime.run(options)
    }
}
