import Yams

/// Turns YAML into objectives; every fault names its place.
struct ObjectiveFileReader {
    private static let rootFields = ["interval", "rate_window", "objectives"]
    private static let objectiveFields = [
        "name", "description", "target", "window", "good", "bad", "total", "latency", "alerts", "runbook",
    ]
    /// Each objective is measured over eight windows at every interval.
    static let objectiveLimit = 50
    private static let windows: ClosedRange<Int64> = 3_600_000...(366 * 86_400_000)

    let yaml: StrictYAML

    init(file: String) { yaml = StrictYAML(file: file) }

    func read(_ text: String) throws(RuleFileError) -> ObjectiveFile {
        guard let root = try yaml.compose(text) else {
            return ObjectiveFile(name: yaml.file, interval: .seconds(15), rateWindow: .seconds(60), objectives: [])
        }
        let fields = try yaml.mapping(root, "the file", allowed: Self.rootFields)
        var objectives: [Objective] = []
        if let list = fields["objectives"] {
            for node in try yaml.sequence(list, "objectives") {
                let objective = try objective(node)
                guard !objectives.contains(where: { $0.name == objective.name }) else {
                    throw yaml.error(node, "the objective \"\(objective.name)\" occurs twice")
                }
                guard objectives.count < Self.objectiveLimit else {
                    throw yaml.error(node, "the file has more than \(Self.objectiveLimit) objectives")
                }
                objectives.append(objective)
            }
        }
        return ObjectiveFile(
            name: yaml.file, interval: try duration(fields["interval"], "interval", 15, within: 1_000...300_000),
            rateWindow: try duration(fields["rate_window"], "rate_window", 60, within: 2_000...3_600_000),
            objectives: objectives)
    }

    private func objective(_ node: Node) throws(RuleFileError) -> Objective {
        let fields = try yaml.mapping(node, "an objective", allowed: Self.objectiveFields)
        return Objective(
            name: try name(fields["name"], of: node), description: try text(fields["description"], "description"),
            target: try target(fields["target"], of: node),
            window: try duration(fields["window"], "window", 30 * 86_400, within: Self.windows),
            source: try source(fields, of: node),
            alerts: try fields["alerts"].map { node throws(RuleFileError) in try yaml.flag(node, "alerts") } ?? true,
            runbook: try text(fields["runbook"], "runbook"), line: yaml.line(node))
    }

    private func text(_ node: Node?, _ field: String) throws(RuleFileError) -> String {
        guard let node else { return "" }
        return try yaml.text(node, field)
    }

    private func name(_ node: Node?, of objective: Node) throws(RuleFileError) -> String {
        guard let node else { throw yaml.error(objective, "the objective has no \"name\"") }
        let name = try yaml.text(node, "name")
        let isPlain = name.utf8.allSatisfy { byte in
            MetricName.isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || "_-.".utf8.contains(byte)
        }
        guard isPlain, (1...64).contains(name.utf8.count) else {
            throw yaml.error(node, "name: expected 1 to 64 letters, digits, \"-\", \"_\" and \".\", got \"\(name)\"")
        }
        return name
    }

    /// `99.9%` or `0.999`.
    private func target(_ node: Node?, of objective: Node) throws(RuleFileError) -> Double {
        guard let node else { throw yaml.error(objective, "the objective has no \"target\"") }
        let text = try yaml.text(node, "target")
        let digits = text.hasSuffix("%") ? String(text.dropLast().prefix { $0 != " " }) : text
        let isNumber = digits.utf8.allSatisfy { MetricName.isDigit($0) || $0 == UInt8(ascii: ".") }
        let value = isNumber ? Double(digits) : nil
        let share = text.hasSuffix("%") ? value.map { ($0 * 1e10).rounded() / 1e12 } : value
        guard let share, share > 0, share < 1, ErrorBudget.share(of: share) > 0 else {
            throw yaml.error(node, "target: expected a share below 100 % such as 99.9% or 0.999, got \"\(text)\"")
        }
        return share
    }

    private func duration(
        _ node: Node?, _ field: String, _ usual: Int64, within range: ClosedRange<Int64>
    ) throws(RuleFileError) -> Duration {
        guard let node else { return .seconds(usual) }
        let value = try yaml.duration(node, field)
        guard range.contains(value.milliseconds) else {
            let (least, most) = (PromQLDuration.text(range.lowerBound), PromQLDuration.text(range.upperBound))
            throw yaml.error(node, "\(field): expected \(least) to \(most)")
        }
        return value
    }
}
