/// A file of service level objectives, and the rules that watch them.
public struct ObjectiveFile: Sendable {
    /// The file's name, as errors and screens show it.
    public let name: String
    /// How often the objectives are measured.
    public let interval: Duration
    /// The window of the rates that are recorded; it must hold at least two samples of the counters.
    public let rateWindow: Duration
    /// The objectives in the file's order.
    public let objectives: [Objective]

    /// Reads a file strictly: unknown fields and bad expressions are errors.
    ///
    /// - Throws: `RuleFileError` with file, line, column and what was expected.
    public static func load(text: String, name: String) throws(RuleFileError) -> ObjectiveFile {
        guard text.utf8.count <= RuleFile.lengthLimit else {
            throw RuleFileError(
                file: name, line: 1, message: "the file is longer than \(RuleFile.lengthLimit) bytes")
        }
        return try ObjectiveFileReader(file: name).read(text)
    }

    /// The rules that record and alert, as an ordinary rule file's text.
    public var rulesText: String { ObjectiveRules(file: self).text }

    /// What a person may not have meant, a line each.
    public var notes: [String] {
        var notes: [String] = []
        if interval < .seconds(10) {
            notes.append("interval: below 10s, windows of more than an hour count their newest hour more")
        }
        if rateWindow < interval {
            notes.append("rate_window: shorter than the interval, events between are not counted")
        }
        for objective in objectives where objective.alerts {
            let unreached = BurnWindow.all.filter { $0.factor * objective.budget >= 1 }
            guard !unreached.isEmpty else { continue }
            let factors = unreached.map { Expression.number($0.factor) }.joined(separator: ", ")
            notes.append("\(objective.name): a budget this large cannot burn \(factors) times too fast; no such alert")
        }
        return notes
    }

    /// The group of rules that count events: they alone read what is observed.
    public func eventRules() throws(RuleFileError) -> RuleFile {
        try RuleFile.load(text: ObjectiveRules(file: self).eventsText, name: name, defaultInterval: interval)
    }

    /// The group of rules that measure budgets and alert: they read only what ``eventRules()`` recorded, and are to be
    /// evaluated after them.
    public func budgetRules() throws(RuleFileError) -> RuleFile {
        try RuleFile.load(text: ObjectiveRules(file: self).budgetsText, name: name, defaultInterval: interval)
    }
}
