/// One test of a file: its series, the evaluation of the rules over them, and what its expectations find.
struct RuleTestRun {
    private struct LoadedInput {
        let labels: Labels
        let values: [Double?]
        var next = 0
    }

    let file: RuleTestFile
    let group: RuleTestFile.Group
    let number: Int
    let limits: RuleTestLimits
    private let store: SeriesStore
    private let engine: QueryEngine
    private var inputs: [LoadedInput] = []

    init(file: RuleTestFile, group: RuleTestFile.Group, number: Int, limits: RuleTestLimits) {
        self.file = file
        self.group = group
        self.number = number
        self.limits = limits
        // Nothing is let go of during a test: a retention of three thousand years.
        store = SeriesStore(seriesLimit: limits.series, retention: .seconds(100_000_000_000))
        var query = limits.query
        query.subqueryStep = .milliseconds(file.evaluationIntervalMilliseconds)
        engine = QueryEngine(store: store, limits: query)
    }

    private var test: String { group.name.isEmpty ? "unnamed#\(number)" : group.name }
    private var comparison: SampleComparison { SampleComparison(isFuzzy: file.comparesFuzzily) }

    /// The time of the last evaluation of rules, after the test's start: later samples are not seen by them, as in promtool.
    private var lastEvaluation: Int64 {
        group.lastMilliseconds / file.evaluationIntervalMilliseconds * file.evaluationIntervalMilliseconds
    }

    /// The results of every expectation, alerts first.
    mutating func results(_ rules: Result<[RuleGroup], any Error>) -> [RuleTestResult] {
        do {
            try expand()
            let alerts = try evaluate(try rules.get())
            load(through: .max)
            return alerts + group.expressions.map(check)
        } catch {
            return everythingFailed("\(error)")
        }
    }

    private func everythingFailed(_ message: String) -> [RuleTestResult] {
        let alerts = group.alerts.map { result($0, actual: nil, error: message) }
        let expressions = group.expressions.map {
            result($0, expected: $0.samples.map(\.labels).joined(separator: ", "), error: message)
        }
        return alerts + expressions + (alerts.isEmpty && expressions.isEmpty ? [groupFailure(message)] : [])
    }

    private func groupFailure(_ message: String) -> RuleTestResult {
        RuleTestResult(
            file: file.name, test: test, kind: .file, subject: "", evaluationTime: "", line: 0, expected: "",
            actual: nil, error: message, passed: false)
    }

    // MARK: Series

    /// The time after the test's start of the last sample that an expectation can depend on.
    private var horizon: Int64 {
        let times = group.expressions.map { expectation -> Int64 in
            let time = group.startMilliseconds &+ expectation.time.milliseconds
            let parsed = try? PromQL.parse(expectation.expression).resolved(start: time, end: time, step: 0)
            let lookback = limits.query.lookback.milliseconds
            return (parsed?.horizon(at: time, query: time, lookback: lookback) ?? time) &- group.startMilliseconds
        }
        return min(max(times.max() ?? 0, group.lastMilliseconds), 1 << 60)
    }

    private mutating func expand() throws {
        // Samples that no expression can see are checked, but not kept.
        let needed = horizon / group.intervalMilliseconds + 1
        var places: [Labels: Int] = [:]
        var total = 0
        guard group.series.count <= limits.series else {
            throw RuleTestError(message: "the test has more than \(limits.series) series")
        }
        for input in group.series {
            do {
                let labels = try SeriesText.labels(input.series)
                guard !labels.isEmpty else { throw RuleTestError(message: "empty labelset: invalid sample") }
                let room = min(needed, Int64(limits.samples - total) + 1)
                let values = try SeriesValues(input.values, limit: Int(clamping: room)).values
                total += values.count
                guard total <= limits.samples else {
                    throw RuleTestError(message: "the test has more than \(limits.samples) samples")
                }
                // The same series again replaces the first, as in promtool.
                if let place = places[labels] {
                    inputs[place] = LoadedInput(labels: labels, values: values)
                } else {
                    places[labels] = inputs.count
                    inputs.append(LoadedInput(labels: labels, values: values))
                }
            } catch {
                throw RuleTestError(message: "\(file.name):\(input.line): series \(input.series): \(error)")
            }
        }
    }

    /// Adds every sample up to a time after the test's start.
    private mutating func load(through milliseconds: Int64) {
        let last = milliseconds / group.intervalMilliseconds
        for index in inputs.indices {
            let end = Int(clamping: min(last, Int64(inputs[index].values.count) - 1)) + 1
            while inputs[index].next < end {
                let place = inputs[index].next
                inputs[index].next += 1
                guard let value = inputs[index].values[place] else { continue }
                let time = group.startMilliseconds &+ Int64(place) &* group.intervalMilliseconds
                store.append(inputs[index].labels, at: time, value)
            }
        }
    }

    // MARK: Rules

    private mutating func evaluate(_ rules: [RuleGroup]) throws -> [RuleTestResult] {
        guard rules.contains(where: { !$0.rules.isEmpty }) else {
            load(through: lastEvaluation)
            return group.alerts.map { check($0, []) }
        }
        let interval = file.evaluationIntervalMilliseconds
        let steps = lastEvaluation / interval + 1
        let rulesCount = Int64(rules.reduce(0) { $0 + $1.rules.count })
        guard steps.multipliedReportingOverflow(by: rulesCount).overflow == false,
            steps * rulesCount <= Int64(limits.evaluations)
        else {
            throw RuleTestError(message: "the test needs more than \(limits.evaluations) evaluations of rules")
        }
        let context = RuleContext(externalLabels: group.externalLabels, externalURL: group.externalURL)
        var states = rules.map { _ in RuleGroupState() }
        var results = [RuleTestResult?](repeating: nil, count: group.alerts.count)
        let wanted = Dictionary(grouping: group.alerts.indices) { group.alerts[$0].time.milliseconds / interval }
        for step in 0..<steps {
            load(through: step * interval)
            for index in rules.indices {
                let now = group.startMilliseconds &+ step * interval
                let found = states[index].evaluate(
                    rules[index], engine: engine, at: now, plan: RulePlan(context: context))
                if let failure = found.failures.first {
                    let time = PromQLDuration.text(step * interval)
                    throw RuleTestError(message: "rule: \(failure.rule), time: \(time), err: \(failure.message)")
                }
            }
            guard let places = wanted[step] else { continue }
            let firing = states.flatMap(\.alerts).filter { $0.state == .firing }
            for place in places { results[place] = check(group.alerts[place], firing) }
        }
        return results.compactMap { $0 }
    }

    // MARK: Expectations

    private func check(_ expectation: RuleTestFile.AlertExpectation, _ firing: [AlertInstance]) -> RuleTestResult {
        let found = firing.filter { $0.name == expectation.name }.map {
            RuleTestAlert(labels: $0.labels, annotations: Labels($0.annotations.map { ($0.key, $0.value) }))
        }
        return result(expectation, actual: found, error: nil)
    }

    private func result(
        _ expectation: RuleTestFile.AlertExpectation, actual: [RuleTestAlert]?, error: String?
    ) -> RuleTestResult {
        let wanted = RuleTestAlert.sorted(expectation.alerts)
        let found = actual.map(RuleTestAlert.sorted)
        return RuleTestResult(
            file: file.name, test: test, kind: .alert, subject: expectation.name,
            evaluationTime: expectation.time.text, line: expectation.line,
            expected: wanted.map(\.description).joined(separator: ", "),
            actual: found?.map(\.description).joined(separator: ", "), error: error,
            passed: error == nil && found == wanted)
    }

    private func check(_ expectation: RuleTestFile.ExpressionExpectation) -> RuleTestResult {
        var expected = ""
        do {
            var wanted: [ExpectedSample] = []
            expected = expectation.samples.map(\.labels).joined(separator: ", ")
            for sample in expectation.samples {
                guard !sample.hasHistogram else {
                    throw RuleTestError(message: "native histograms are not supported: samples are floats")
                }
                do {
                    let labels = try SeriesText.labels(sample.labels)
                    wanted.append(
                        ExpectedSample(Sample(labels: labels, value: sample.value), written: sample.written))
                } catch {
                    throw RuleTestError(message: "labels \(GoQuote.quoted(sample.labels)): \(error)")
                }
            }
            expected = comparison.text(wanted.map(\.sample))
            let found = try samples(of: expectation)
            return result(
                expectation, expected: expected, actual: comparison.text(found),
                passed: comparison.isEqual(wanted, found))
        } catch {
            return result(expectation, expected: expected, error: "\(error)")
        }
    }

    private func samples(of expectation: RuleTestFile.ExpressionExpectation) throws -> [Sample] {
        let expression = try PromQL.parse(expectation.expression)
        let time = group.startMilliseconds &+ expectation.time.milliseconds
        switch try engine.instant(expression, at: time) {
        case .vector(let samples): return samples
        case .scalar(let value): return [Sample(labels: .none, value: value)]
        case .matrix, .string: throw RuleTestError(message: "rule result is not a vector or scalar")
        }
    }

    private func result(
        _ expectation: RuleTestFile.ExpressionExpectation, expected: String, actual: String? = nil,
        error: String? = nil, passed: Bool = false
    ) -> RuleTestResult {
        RuleTestResult(
            file: file.name, test: test, kind: .expression, subject: expectation.expression,
            evaluationTime: expectation.time.text, line: expectation.line, expected: expected, actual: actual,
            error: error, passed: passed)
    }
}

extension RuleTestAlert {
    static func sorted(_ alerts: [RuleTestAlert]) -> [RuleTestAlert] {
        alerts.sorted { $0.labels == $1.labels ? $0.annotations < $1.annotations : $0.labels < $1.labels }
    }
}
