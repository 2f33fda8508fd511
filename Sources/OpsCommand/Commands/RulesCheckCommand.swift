import ArgumentParser
import Foundation
import OpsMetrics

/// `opstui rules check`: says whether rule files can be used.
struct RulesCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say whether rule files can be used; an error names file, line and column.")

    @Argument(help: "Rule files; patterns with * match several.")
    var files: [String]

    func run() async throws {
        try await reporting {
            var failed = false
            for file in RuleFilePaths.expanded(files) {
                do {
                    let rules = try RuleFile.load(text: try RuleFilePaths.text(file), name: file)
                    Output.write("\(file): \(rules.groups.map(\.rules.count).reduce(0, +)) rules\n")
                } catch {
                    failed = true
                    Output.note("opstui: \(error)")
                }
            }
            if failed { throw ExitCode(CommandFailure.Code.failed.rawValue) }
        }
    }
}
