import ArgumentParser
import OpsClient
import OpsCore

/// `opstui alert shelve`.
struct AlertShelveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shelve", abstract: "Put an alert aside for a time: it stays listed, nobody is called.")

    @Argument(help: "The alert's id, or its name where one alert has it.")
    var alert: String

    @Option(name: .customLong("for"), help: ArgumentHelp("How long, 12h at most.", valueName: "duration"))
    var duration = "30m"

    @Flag(help: "End it as soon as the condition has gone, too.")
    var once = false

    @Option(help: "Why, for whoever looks later.")
    var reason: String?

    @OptionGroup var options: KeyCommandOptions

    func validate() throws {
        guard (1...AlertShelving.longestSeconds).contains(try SpanText.seconds(duration)) else {
            throw ValidationError("--for is 1s to 12h; for longer use `opstui alert out-of-service`.")
        }
    }

    func run() async throws {
        let wish = AlertShelving(
            durationSeconds: try SpanText.seconds(duration), oneShot: once ? true : nil, reason: reason)
        try await options.ask(
            { try await $0.shelveAlert(id: AlertTable.find(alert, $0).id, wish) }, show: AlertTable.show)
    }
}

/// `opstui alert unshelve`.
struct AlertUnshelveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unshelve", abstract: "Announce a shelved alert again.")

    @Argument(help: "The alert's id, or its name where one alert has it.")
    var alert: String

    @OptionGroup var options: KeyCommandOptions

    func run() async throws {
        try await options.ask(
            { try await $0.unshelveAlert(id: AlertTable.find(alert, $0).id) }, show: AlertTable.show)
    }
}

/// `opstui alert out-of-service`.
struct AlertWithdrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "out-of-service", abstract: "Take an alert out of service until it is returned; admin role.")

    @Argument(help: "The alert's id, or its name where one alert has it.")
    var alert: String

    @Option(help: "Why; it is kept with the alert and in the audit log.")
    var reason: String

    @OptionGroup var options: KeyCommandOptions

    func run() async throws {
        let wish = AlertWithdrawal(reason: reason)
        try await options.ask(
            { try await $0.withdrawAlert(id: AlertTable.find(alert, $0).id, wish) }, show: AlertTable.show)
    }
}

/// `opstui alert return`.
struct AlertReturnCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "return", abstract: "Return an alert to service; admin role.")

    @Argument(help: "The alert's id, or its name where one alert has it.")
    var alert: String

    @OptionGroup var options: KeyCommandOptions

    func run() async throws {
        try await options.ask(
            { try await $0.returnAlert(id: AlertTable.find(alert, $0).id) }, show: AlertTable.show)
    }
}
