import ArgumentParser
import Foundation
import OpsMetrics

/// `opstui rules check`: says whether rule files can be used.
struct RulesCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say whether rule files can be used; an error names file, line and column.",
        discussion: """
            Every fault is told. Rules that another one equals in name and labels are told too; they are a failure with \
            --lint-fatal only. JSON is one object a file, one a line: file, rules, errors (line, column, message), \
            duplicates.

            Exit codes: 0 all can be used, 1 some cannot, 64 wrong usage.
            """)

    @Argument(help: "Rule files; patterns with * match several.")
    var files: [String]

    @Option(help: "text or json.")
    var format: RulesTestCommand.Format = .text

    @Flag(help: "Fail on rules that occur twice.")
    var lintFatal = false

    func run() async throws {
        try await reporting {
            var failed = false
            for file in RuleFilePaths.expanded(files) {
                let (report, failure) = Self.report(file)
                failed = failed || failure != nil || !report.faults.isEmpty
                failed = failed || lintFatal && !report.duplicates.isEmpty
                switch format {
                case .text: Self.tell(report, failure, file)
                case .json: Output.write(RuleCheckText.json(report, failure: failure, file: file) + "\n")
                }
            }
            if failed { throw ExitCode(CommandFailure.Code.failed.rawValue) }
        }
    }

    private static func report(_ file: String) -> (RuleFileReport, failure: String?) {
        do {
            return (RuleFile.check(text: try RuleFilePaths.text(file), name: file), nil)
        } catch {
            return (RuleFile.check(text: "", name: file), "\(error)")
        }
    }

    private static func tell(_ report: RuleFileReport, _ failure: String?, _ file: String) {
        if let failure { return Output.note("opstui: \(failure)") }
        for fault in report.faults { Output.note("opstui: \(fault)") }
        for duplicate in report.duplicates { Output.note("opstui: \(file): more than one rule is \(duplicate)") }
        if report.faults.isEmpty { Output.write("\(file): \(report.ruleCount) rules\n") }
    }
}
