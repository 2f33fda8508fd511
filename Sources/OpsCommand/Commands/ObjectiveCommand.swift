import ArgumentParser
import OpsClient
import OpsCore
import OpsMetrics

/// `opstui slo`: service level objectives, their budgets and their files.
struct ObjectiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slo", abstract: "Service level objectives: error budgets, and the file that sets them.",
        subcommands: [List.self, Check.self, Rules.self], defaultSubcommand: List.self)

    /// `opstui slo list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Each objective: what was reached, the budget left, how fast it burns and until when it lasts.")

        @OptionGroup var options: KeyCommandOptions

        func run() async throws {
            try await options.ask({ try await $0.objectives() }, show: { Output.write(ObjectiveTable.text($0)) })
        }
    }

    /// `opstui slo check`.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say whether files of objectives can be used; an error names file, line and column.")

        @Argument(help: "Files of objectives; patterns with * match several.")
        var files: [String]

        func run() async throws {
            try await reporting {
                var failed = false
                for file in RuleFilePaths.expanded(files) {
                    do {
                        let objectives = try ObjectiveFile.load(text: try RuleFilePaths.text(file), name: file)
                        let rules = try objectives.eventRules().groups + objectives.budgetRules().groups
                        let count = rules.reduce(0) { $0 + $1.rules.count }
                        Output.write("\(file): \(objectives.objectives.count) objectives, \(count) rules\n")
                        for note in objectives.notes { Output.note("opstui: \(file): \(note)") }
                    } catch {
                        failed = true
                        Output.note("opstui: \(SafeText.clean("\(error)", limit: 1_000))")
                    }
                }
                if failed { throw ExitCode(CommandFailure.Code.failed.rawValue) }
            }
        }
    }

    /// `opstui slo rules`.
    struct Rules: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the rules that a file of objectives stands for, as a Prometheus rule file.")

        @Argument(help: "A file of objectives.")
        var file: String

        func run() async throws {
            try await reporting {
                let text = try RuleFilePaths.text(file)
                do {
                    Output.write(try ObjectiveFile.load(text: text, name: file).rulesText)
                } catch {
                    throw CommandFailure(.failed, SafeText.clean("\(error)", limit: 1_000))
                }
            }
        }
    }
}
