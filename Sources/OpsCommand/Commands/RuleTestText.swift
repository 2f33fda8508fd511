import Foundation
import OpsMetrics

/// Results of rule tests as text and as JSON.
enum RuleTestText {
    private struct Line: Encodable {
        let file: String
        let test: String
        let kind: String
        let expr: String
        let evaluationTime: String
        let line: Int
        let passed: Bool
        let expected: String
        let actual: String?
        let error: String?

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(file, forKey: .file)
            try container.encode(test, forKey: .test)
            try container.encode(kind, forKey: .kind)
            try container.encode(expr, forKey: .expr)
            try container.encode(evaluationTime, forKey: .evaluationTime)
            try container.encode(line, forKey: .line)
            try container.encode(passed, forKey: .passed)
            try container.encode(expected, forKey: .expected)
            try container.encode(actual, forKey: .actual)
            try container.encode(error, forKey: .error)
        }

        private enum CodingKeys: String, CodingKey {
            case file, test, kind, expr, line, passed, expected, actual, error
            case evaluationTime = "eval_time"
        }
    }

    /// One object on one line.
    static func json(_ result: RuleTestResult) -> String {
        let line = Line(
            file: result.file, test: result.test, kind: result.kind.rawValue, expr: result.subject,
            evaluationTime: result.evaluationTime, line: result.line, passed: result.passed, expected: result.expected,
            actual: result.actual, error: result.error)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(line) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    /// What promtool prints: SUCCESS, or FAILED with what was expected and what was there.
    static func text(_ results: [RuleTestResult], file: String) -> String {
        let failures = results.filter { !$0.passed }
        guard !failures.isEmpty else { return "\(file)\n  SUCCESS: \(results.count) expectations\n" }
        let shown = failures.map(failure).joined()
        return "\(file)\n  FAILED: \(failures.count) of \(results.count) expectations\n\(shown)"
    }

    private static func failure(_ result: RuleTestResult) -> String {
        let place = result.line > 0 ? "    \(result.file):\(result.line): " : "    "
        let test = result.test.isEmpty ? "" : "name: \(result.test),\n    "
        let subject: String
        switch result.kind {
        case .file: return "    \(test)\(result.error ?? "failed")\n"
        case .alert: subject = "alertname: \(result.subject), time: \(result.evaluationTime)"
        case .expression: subject = "expr: \"\(result.subject)\", time: \(result.evaluationTime)"
        }
        if let error = result.error { return "\(place)\(test)\(subject), err: \(error)\n" }
        let expected = result.expected.isEmpty ? "nothing" : result.expected
        let actual = result.actual.map { $0.isEmpty ? "nothing" : $0 } ?? "unknown"
        return "\(place)\(test)\(subject)\n        exp: \(expected)\n        got: \(actual)\n"
    }
}
