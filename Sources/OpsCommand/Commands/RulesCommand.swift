import ArgumentParser

/// `opstui rules`: Prometheus' rule files and their tests.
struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Prometheus rule files and their tests.",
        subcommands: [RulesCheckCommand.self, RulesTestCommand.self])
}
