/// A file of unit tests for rules and expressions, in the form that promtool reads.
public struct RuleTestFile: Sendable {
    /// Files longer than this many bytes are refused.
    public static let lengthLimit = 16_777_216

    /// One series that a test begins with.
    struct InputSeries: Sendable {
        let series: String
        let values: String
        /// Where it stands in the file.
        let line: Int
    }

    /// What must fire at a time.
    struct AlertExpectation: Sendable {
        /// Time from the test's start, as written and in milliseconds.
        let time: (text: String, milliseconds: Int64)
        let name: String
        let alerts: [RuleTestAlert]
        let line: Int
    }

    /// What an expression must yield at a time.
    struct ExpressionExpectation: Sendable {
        struct Sample: Sendable {
            let labels: String
            let value: Double
            /// The value as it is written.
            let written: String
            /// Whether a native histogram is expected, which is not supported.
            let hasHistogram: Bool
        }
        /// Time from the test's start, as written and in milliseconds.
        let time: (text: String, milliseconds: Int64)
        let expression: String
        let samples: [Sample]
        let line: Int
    }

    /// Expectations over one set of series.
    struct Group: Sendable {
        let name: String
        let intervalMilliseconds: Int64
        let series: [InputSeries]
        let alerts: [AlertExpectation]
        let expressions: [ExpressionExpectation]
        let externalLabels: [String: String]
        let externalURL: String
        /// The time that the test calls zero, in milliseconds since 1970.
        let startMilliseconds: Int64

        /// The latest time asked for.
        var lastMilliseconds: Int64 {
            max(alerts.map(\.time.milliseconds).max() ?? 0, expressions.map(\.time.milliseconds).max() ?? 0)
        }
    }

    /// The file's name, as results show it.
    let name: String
    /// Rule files to load, relative to this file; `*`, `?` and `[…]` match several.
    let ruleFiles: [String]
    let evaluationIntervalMilliseconds: Int64
    /// Names of groups in the order of their evaluation.
    let groupOrder: [String]
    /// Whether values that differ by rounding are equal.
    let comparesFuzzily: Bool
    let groups: [Group]
}

/// An alert as a test compares it.
struct RuleTestAlert: Sendable, Hashable {
    let labels: Labels
    let annotations: Labels

    /// As promtool shows it.
    var description: String { "Labels:\(labels.allPairs) Annotations:\(annotations.allPairs)" }
}

extension Labels {
    /// The labels with the name among them, as Go's library prints them: `{__name__="a", b="c"}`.
    var allPairs: String {
        "{" + pairs.map { "\($0.name)=\(GoQuote.quoted($0.value))" }.joined(separator: ", ") + "}"
    }
}
