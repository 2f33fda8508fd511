import ArgumentParser
import OpsCore

/// The program: without a subcommand, the dashboard.
@main
struct Opstui: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "opstui",
        abstract: "The on-call dashboard with the operations server inside it.",
        discussion: """
            Without a subcommand: attaches to this host's server and shows the dashboard; where no server runs, starts \
            one inside this process.

            Exit codes: 0 done, 1 refused or failed, 2 cannot reach what is needed, 3 the outcome of a valve command is \
            not known, 64 wrong usage.
            """,
        version: "opstui \(OpsVersion.current)",
        subcommands: [
            DashboardCommand.self, DemoCommand.self, ServeCommand.self, StatusCommand.self, PlantCommand.self,
            AlertCommand.self, ConfigCommand.self, ValveCommand.self, KeysCommand.self, TenantCommand.self,
            QueryCommand.self, RulesCommand.self,
            ObjectiveCommand.self, MetricsCommand.self,
        ],
        defaultSubcommand: DashboardCommand.self)
}
