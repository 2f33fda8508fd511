import ArgumentParser
import OpsClient
import OpsCore

/// `opstui valve list`.
struct ValveListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Every valve: state, position, pressure, age, and who has it in hand.")

    @OptionGroup var options: KeyCommandOptions

    func run() async throws {
        try await options.ask(
            { try await $0.valves() }, show: { Output.write(ValveTable.text($0, at: SystemClock().wall)) })
    }
}

/// `opstui valve show`.
struct ValveShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One valve: its state, conditions, findings and newest commands.")

    @Argument(help: "The valve's id.")
    var valve: String

    @OptionGroup var options: KeyCommandOptions

    func run() async throws {
        try await options.ask(
            { try await $0.valve(id: valve) }, show: { Output.write(ValveTable.text($0, at: SystemClock().wall)) })
    }
}

/// `opstui valve commands`.
struct ValveCommandsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commands", abstract: "The newest commands and what became of them, newest first.")

    @Argument(help: "Commands of this valve alone.")
    var valve: String?

    @Option(help: ArgumentHelp("How many, 1 to 1000.", valueName: "count"))
    var limit = 20

    @OptionGroup var options: KeyCommandOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit is 1 to 1000.") }
    }

    func run() async throws {
        try await options.ask(
            { try await $0.commands(valve: valve, limit: limit) }, show: { Output.write(ValveTable.text($0)) })
    }
}
