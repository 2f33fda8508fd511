import Yams

/// Turns YAML into a test file; every fault names its line.
struct RuleTestFileReader {
    private static let rootFields = [
        "rule_files", "evaluation_interval", "group_eval_order", "fuzzy_compare", "tests",
    ]
    private static let groupFields = [
        "name", "interval", "input_series", "alert_rule_test", "promql_expr_test", "external_labels", "external_url",
        "start_timestamp",
    ]

    let yaml: StrictYAML

    init(file: String) {
        yaml = StrictYAML(file: file)
    }

    func file(in text: String) throws(RuleFileError) -> RuleTestFile {
        guard let root = try yaml.compose(text) else { return empty }
        let fields = try yaml.mapping(root, "the file", allowed: Self.rootFields)
        let evaluation = try interval(fields["evaluation_interval"], "evaluation_interval") ?? 60_000
        var order: [String] = []
        for node in try list(fields["group_eval_order"], "group_eval_order") {
            let name = try yaml.text(node, "group_eval_order")
            guard !order.contains(name) else {
                throw yaml.error(node, "group name repeated in evaluation order: \(name)")
            }
            order.append(name)
        }
        var groups: [RuleTestFile.Group] = []
        for node in try list(fields["tests"], "tests") {
            groups.append(try group(node, defaultInterval: evaluation))
        }
        return RuleTestFile(
            name: yaml.file, ruleFiles: try texts(fields["rule_files"], "rule_files"),
            evaluationIntervalMilliseconds: evaluation, groupOrder: order,
            comparesFuzzily: try fields["fuzzy_compare"].map { node throws(RuleFileError) in
                try yaml.flag(node, "fuzzy_compare")
            } ?? false, groups: groups)
    }

    private var empty: RuleTestFile {
        RuleTestFile(
            name: yaml.file, ruleFiles: [], evaluationIntervalMilliseconds: 60_000, groupOrder: [],
            comparesFuzzily: false, groups: [])
    }

    private func group(_ node: Node, defaultInterval: Int64) throws(RuleFileError) -> RuleTestFile.Group {
        let fields = try yaml.mapping(node, "a test", allowed: Self.groupFields)
        var series: [RuleTestFile.InputSeries] = []
        for node in try list(fields["input_series"], "input_series") { series.append(try self.series(node)) }
        var alerts: [RuleTestFile.AlertExpectation] = []
        for node in try list(fields["alert_rule_test"], "alert_rule_test") { alerts.append(try alertTest(node)) }
        var expressions: [RuleTestFile.ExpressionExpectation] = []
        for node in try list(fields["promql_expr_test"], "promql_expr_test") {
            expressions.append(try expressionTest(node))
        }
        return RuleTestFile.Group(
            name: try text(fields["name"], "name"),
            intervalMilliseconds: try interval(fields["interval"], "interval") ?? defaultInterval,
            series: series, alerts: alerts, expressions: expressions,
            externalLabels: Dictionary(try pairs(fields["external_labels"], "external_labels")) { $1 },
            externalURL: try text(fields["external_url"], "external_url"),
            startMilliseconds: try fields["start_timestamp"].map { node throws(RuleFileError) in
                try timestamp(node)
            } ?? 0)
    }

    private func series(_ node: Node) throws(RuleFileError) -> RuleTestFile.InputSeries {
        let fields = try yaml.mapping(node, "a series", allowed: ["series", "values"])
        return RuleTestFile.InputSeries(
            series: try text(fields["series"], "series"), values: try text(fields["values"], "values"),
            line: yaml.line(node))
    }

    /// Seconds since 1970, or a time such as `2021-01-01T00:00:00Z`.
    private func timestamp(_ node: Node) throws(RuleFileError) -> Int64 {
        let text = try yaml.text(node, "start_timestamp")
        if let seconds = Double(text), abs(seconds) < 1e12 { return Int64((seconds * 1_000).rounded()) }
        guard let milliseconds = TimestampText.milliseconds(text) else {
            throw yaml.error(
                node, "start_timestamp: expected seconds since 1970 or a time such as 2021-01-01T00:00:00Z")
        }
        return milliseconds
    }
}

extension RuleTestFileReader {
    private func alertTest(_ node: Node) throws(RuleFileError) -> RuleTestFile.AlertExpectation {
        let fields = try yaml.mapping(
            node, "alert_rule_test", allowed: ["eval_time", "alertname", "exp_alerts"])
        let name = try text(fields["alertname"], "alertname")
        let time = try time(fields["eval_time"])
        guard !name.isEmpty else {
            throw yaml.error(
                node, "an item under alert_rule_test misses required attribute alertname at eval_time \(time.text)")
        }
        var alerts: [RuleTestAlert] = []
        for node in try list(fields["exp_alerts"], "exp_alerts") {
            let fields = try yaml.mapping(node, "exp_alerts", allowed: ["exp_labels", "exp_annotations"])
            let labels = Labels(try pairs(fields["exp_labels"], "exp_labels"))
            alerts.append(
                RuleTestAlert(
                    labels: labels.setting("alertname", to: name),
                    annotations: Labels(try pairs(fields["exp_annotations"], "exp_annotations"))))
        }
        return RuleTestFile.AlertExpectation(time: time, name: name, alerts: alerts, line: yaml.line(node))
    }

    private func expressionTest(_ node: Node) throws(RuleFileError) -> RuleTestFile.ExpressionExpectation {
        let fields = try yaml.mapping(node, "promql_expr_test", allowed: ["expr", "eval_time", "exp_samples"])
        var samples: [RuleTestFile.ExpressionExpectation.Sample] = []
        for node in try list(fields["exp_samples"], "exp_samples") {
            let fields = try yaml.mapping(node, "exp_samples", allowed: ["labels", "value", "histogram"])
            samples.append(
                RuleTestFile.ExpressionExpectation.Sample(
                    labels: try text(fields["labels"], "labels"),
                    value: try fields["value"].map { node throws(RuleFileError) in
                        try yaml.number(node, "value")
                    } ?? 0, written: try text(fields["value"], "value"), hasHistogram: fields["histogram"] != nil))
        }
        return RuleTestFile.ExpressionExpectation(
            time: try time(fields["eval_time"]), expression: try text(fields["expr"], "expr"), samples: samples,
            line: yaml.line(node))
    }

    private func time(_ node: Node?) throws(RuleFileError) -> (text: String, milliseconds: Int64) {
        guard let node else { return ("0s", 0) }
        return (try yaml.text(node, "eval_time"), try yaml.duration(node, "eval_time").milliseconds)
    }

    /// Milliseconds; nil where none is given or it is zero, which means the default.
    private func interval(_ node: Node?, _ field: String) throws(RuleFileError) -> Int64? {
        guard let node else { return nil }
        let milliseconds = try yaml.duration(node, field).milliseconds
        return milliseconds > 0 ? milliseconds : nil
    }

    private func text(_ node: Node?, _ field: String) throws(RuleFileError) -> String {
        guard let node else { return "" }
        return try yaml.text(node, field)
    }

    private func list(_ node: Node?, _ field: String) throws(RuleFileError) -> [Node] {
        guard let node else { return [] }
        return try yaml.sequence(node, field)
    }

    private func texts(_ node: Node?, _ field: String) throws(RuleFileError) -> [String] {
        var found: [String] = []
        for node in try list(node, field) { found.append(try yaml.text(node, field)) }
        return found
    }

    private func pairs(_ node: Node?, _ field: String) throws(RuleFileError) -> [(String, String)] {
        guard let node else { return [] }
        return try yaml.texts(node, field).map { ($0.name, $0.text) }
    }
}
