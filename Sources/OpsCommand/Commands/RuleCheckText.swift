import Foundation
import OpsMetrics

/// What checking a rule file found, as JSON.
enum RuleCheckText {
    private struct Line: Encodable {
        struct Fault: Encodable {
            let line: Int
            let column: Int
            let message: String
        }

        let file: String
        let rules: Int
        let errors: [Fault]
        let duplicates: [String]
    }

    /// One object on one line.
    static func json(_ report: RuleFileReport, failure: String?, file: String) -> String {
        let unread = failure.map { [Line.Fault(line: 0, column: 0, message: $0)] } ?? []
        let faults = report.faults.map { Line.Fault(line: $0.line, column: $0.column, message: $0.message) }
        let line = Line(file: file, rules: report.ruleCount, errors: unread + faults, duplicates: report.duplicates)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(line) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}
