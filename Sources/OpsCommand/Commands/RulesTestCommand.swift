import ArgumentParser
import Foundation
import OpsMetrics

/// `opstui rules test`: promtool's unit-test files.
struct RulesTestCommand: AsyncParsableCommand {
    /// How results are written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run unit tests for rules and expressions, in promtool's form.",
        discussion: """
            Rule files are looked for beside the test file that names them. JSON is one object an expectation, one a \
            line: file, test, kind (expression, alert or file), expr, eval_time, line, passed, expected, actual, error.

            Exit codes: 0 all passed, 1 some did not, 64 wrong usage.
            """)

    @Argument(help: "Test files; patterns with * match several.")
    var files: [String]

    @Option(help: "text or json.")
    var format: Format = .text

    func run() async throws {
        try await reporting {
            var failed = false
            for file in RuleFilePaths.expanded(files) {
                let results = Self.results(file)
                failed = failed || results.contains { !$0.passed }
                switch format {
                case .text: Output.write(RuleTestText.text(results, file: file))
                case .json: Output.write(results.map { RuleTestText.json($0) + "\n" }.joined())
                }
            }
            if failed { throw ExitCode(CommandFailure.Code.failed.rawValue) }
        }
    }

    private static func results(_ file: String) -> [RuleTestResult] {
        do {
            let text = try RuleFilePaths.text(file)
            let directory = URL(fileURLWithPath: file).deletingLastPathComponent().relativePath
            let files = RuleTests.Files(
                read: RuleFilePaths.text,
                match: { RuleFilePaths.matches($0.hasPrefix("/") ? $0 : "\(directory)/\($0)") })
            return RuleTests.run(text: text, name: file, files: files)
        } catch {
            return [RuleTests.failure(of: file, "\(error)")]
        }
    }
}
