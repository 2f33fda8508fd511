import ArgumentParser
import OpsClient
import OpsCore

/// `opstui alert`: what calls for somebody, and what to do about it.
struct AlertCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alert", abstract: "List, acknowledge, shelve and resolve alerts.",
        discussion: """
            An alert is named by its id, or by its name where one alert has it. Acting needs the operator role; taking \
            out of service and returning to it the admin role. A refusal prints the problem's code and exits with 1.
            """,
        subcommands: [
            AlertListCommand.self, AlertShowCommand.self, AlertAckCommand.self, AlertShelveCommand.self,
            AlertUnshelveCommand.self, AlertResolveCommand.self, AlertWithdrawCommand.self, AlertReturnCommand.self,
        ])
}

/// `opstui alert list`.
struct AlertListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Alerts that are not resolved, worst first; what is put aside with them.")

    @Option(help: "rule, plant, probe, spend or external.")
    var source: String?

    @Flag(help: "Resolved ones too.")
    var all = false

    @OptionGroup var options: KeyCommandOptions

    func validate() throws {
        guard source == nil || AlertSource(rawValue: source ?? "") != nil else {
            throw ValidationError("--source is \(AlertSource.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
    }

    func run() async throws {
        let (source, all) = (source.flatMap(AlertSource.init(rawValue:)), all)
        let isJSON = options.json
        try await options.ask(
            { client in
                let alerts = try await client.alerts(source: source).filter { all || $0.state != .resolved }
                // The figures are for people; `--json` is the list as the server answers it.
                if !isJSON { Output.write(AlertTable.text(try await client.alarms())) }
                return alerts
            }, show: { Output.write(AlertTable.text($0, at: SystemClock().wall)) })
    }
}

/// `opstui alert show`.
struct AlertShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "All that is known of one alert.")

    @Argument(help: "The alert's id, or its name where one alert has it.")
    var alert: String

    @OptionGroup var options: KeyCommandOptions

    func run() async throws {
        try await options.ask(
            { try await AlertTable.find(alert, $0) }, show: { Output.write(AlertTable.details($0)) })
    }
}

/// `opstui alert ack`.
struct AlertAckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ack", abstract: "Say that you have it in hand.")

    @Argument(help: "The alert's id, or its name where one alert has it.")
    var alert: String

    @OptionGroup var options: KeyCommandOptions

    func run() async throws {
        try await options.ask(
            { try await $0.acknowledgeAlert(id: AlertTable.find(alert, $0).id) }, show: AlertTable.show)
    }
}

/// `opstui alert resolve`.
struct AlertResolveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve", abstract: "End an alert that is acknowledged and whose condition has gone.",
        discussion: "CONDITION_ACTIVE: its condition still holds. STATE_CHANGED: nobody has acknowledged it yet.")

    @Argument(help: "The alert's id, or its name where one alert has it.")
    var alert: String

    @OptionGroup var options: KeyCommandOptions

    func run() async throws {
        try await options.ask(
            { try await $0.resolveAlert(id: AlertTable.find(alert, $0).id) }, show: AlertTable.show)
    }
}
