import ArgumentParser
import Foundation
import OpsMetrics

/// `opstui rules check`: Prometheus rule files.
struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Prometheus rule files.", subcommands: [Check.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say whether rule files can be used; an error names file and line.")

        @Argument(help: "Rule files.")
        var files: [String]

        func run() async throws {
            try await reporting {
                var failed = false
                for file in files {
                    do {
                        let text = try Self.text(file)
                        let rules = try RuleFile.load(text: text, name: file)
                        Output.write("\(file): \(rules.groups.map(\.rules.count).reduce(0, +)) rules\n")
                    } catch {
                        failed = true
                        Output.note("opstui: \(error)")
                    }
                }
                if failed { throw ExitCode(CommandFailure.Code.failed.rawValue) }
            }
        }

        private static func text(_ file: String) throws -> String {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw CommandFailure(.failed, "\(file): cannot be read as UTF-8 text")
            }
            return text
        }
    }
}
