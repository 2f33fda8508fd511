import OpsCore
import OpsMetrics

/// Asks a valve's configured interlock conditions: PromQL over the embedded series.
///
/// A condition is no alert rule: an alert fires where any series matches, a condition holds only where all of them do,
/// and not where one of them is missing. `valve_pressure_bar{seg="7"} < 6` says that every sensor of the segment that
/// was heard in the last hour is heard now and reads less than 6.
struct InterlockCheck: Sendable {
    let engine: QueryEngine
    let clock: any OpsClock

    /// Series that were heard within this time must be heard now; an hour is what the store keeps.
    static let memoryMilliseconds: Int64 = 3_600_000
    /// A sample older than this says nothing of now; samples are taken once a second.
    static let freshMilliseconds: Int64 = 15_000
    /// Series named in one reading.
    private static let namesShown = 3

    /// Every condition of the valve as it is now.
    func readings(_ valve: ValveConfiguration) -> [InterlockReading] {
        let now = clock.wall.milliseconds
        return valve.interlocks.map { reading($0, at: now) }
    }

    /// The conditions that do not hold now, each with what it read.
    func failed(_ valve: ValveConfiguration) -> [String] {
        readings(valve).filter { !$0.holds }.map(\.text)
    }

    func reading(_ text: String, at now: Int64) -> InterlockReading {
        func says(_ holds: Bool, _ reading: String) -> InterlockReading {
            InterlockReading(
                expression: SafeText.clean(text, limit: 200), holds: holds, reading: SafeText.clean(reading, limit: 200)
            )
        }
        let expression: Expression
        do {
            expression = try PromQL.parse(text)
        } catch {
            return says(false, "no PromQL: \(error)")
        }
        for selector in expression.selectors {
            if let fault = fault(of: selector, at: now) { return says(false, fault) }
        }
        do {
            let holds = try holds(expression, at: now)
            return says(holds, try values(of: expression, at: now))
        } catch {
            return says(false, "cannot be evaluated: \(error)")
        }
    }

    // MARK: Is all of it there?

    /// What is wrong with the data behind a selector: none, too old, or not a number.
    private func fault(of selector: VectorSelector, at now: Int64) -> String? {
        // A look into the past is the past's to answer.
        guard selector.timing.offsetMilliseconds == nil, selector.timing.anchor == nil else { return nil }
        let found = engine.store.select(selector.matchers, from: now - Self.memoryMilliseconds, through: now)
        guard !found.isEmpty else { return "no data" }
        let silent = found.filter { series in
            guard let last = series.samples.last else { return true }
            return Staleness.isStale(last.value) || now - last.milliseconds > Self.freshMilliseconds
        }
        if !silent.isEmpty { return "no fresh data of \(Self.names(silent.map(\.labels)))" }
        let odd = found.filter { $0.samples.last?.value.isFinite != true }
        return odd.isEmpty ? nil : "\(Self.names(odd.map(\.labels))) is not a number"
    }

    // MARK: Does it hold?

    private func holds(_ expression: Expression, at now: Int64) throws -> Bool {
        switch expression.node {
        case .parentheses(let inner), .plus(let inner): return try holds(inner, at: now)
        case .binary(let operation) where operation.operation == .or:
            return try holds(operation.left, at: now) || holds(operation.right, at: now)
        case .binary(let operation) where operation.operation == .and:
            return try holds(operation.left, at: now) && holds(operation.right, at: now)
                && count(expression, at: now) > 0
        case .binary(let operation) where Self.filters(operation):
            // A comparison drops what it does not hold for: all of its left side must have come through.
            let wanted = try count(operation.left.type == .scalar ? operation.right : operation.left, at: now)
            return try wanted > 0 && count(expression, at: now) == wanted
        default:
            return try isTrue(engine.instant(expression, at: now))
        }
    }

    private static func filters(_ operation: BinaryOperation) -> Bool {
        let compares = operation.operation.isComparison && !operation.returnsBool
        return compares && (operation.left.type == .vector || operation.right.type == .vector)
    }

    private func count(_ expression: Expression, at now: Int64) throws -> Int {
        guard case .vector(let samples) = try engine.instant(expression, at: now) else { return 0 }
        return samples.count { $0.value.isFinite }
    }

    /// A number that is not 0 is true, as `bool` comparisons and 0/1 gauges have it.
    private func isTrue(_ value: QueryValue) -> Bool {
        switch value {
        case .scalar(let number): number.isFinite && number != 0
        case .vector(let samples): !samples.isEmpty && samples.allSatisfy { $0.value.isFinite && $0.value != 0 }
        case .matrix, .string: false
        }
    }

    // MARK: For people

    /// The values that the condition compares; those that fail first, where they can be told.
    private func values(of expression: Expression, at now: Int64) throws -> String {
        switch expression.node {
        case .parentheses(let inner), .plus(let inner): return try values(of: inner, at: now)
        case .binary(let operation) where operation.operation.isSet:
            return try [operation.left, operation.right].map { try values(of: $0, at: now) }
                .filter { !$0.isEmpty }.joined(separator: "; ")
        case .binary(let operation) where operation.operation.isComparison:
            let side = operation.left.type == .scalar ? operation.right : operation.left
            let passed = try Set(vector(expression, at: now).map { Self.name($0.labels) })
            let all = try vector(side, at: now)
            let failing = Self.filters(operation) ? all.filter { !passed.contains(Self.name($0.labels)) } : []
            return Self.text(failing.isEmpty ? all : failing)
        default:
            return Self.text(try vector(expression, at: now))
        }
    }

    private func vector(_ expression: Expression, at now: Int64) throws -> [Sample] {
        switch try engine.instant(expression, at: now) {
        case .vector(let samples): samples
        case .scalar(let number): [Sample(labels: .none, value: number)]
        case .matrix, .string: []
        }
    }

    private static func text(_ samples: [Sample]) -> String {
        let shown = samples.prefix(namesShown).map { sample in
            let number = "\((sample.value * 1000).rounded() / 1000)"
            let name = name(sample.labels)
            return name.isEmpty ? "is \(number)" : "\(name) is \(number)"
        }
        let rest = samples.count - shown.count
        return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    private static func names(_ all: [Labels]) -> String {
        let rest = all.count - namesShown
        return all.prefix(namesShown).map(name).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    /// A series as people know it: by its valve, else by its labels.
    private static func name(_ labels: Labels) -> String {
        if let valve = labels["valve"] { return valve }
        return labels.pairs.map { $0.name == Labels.nameLabel ? $0.value : "\($0.name)=\($0.value)" }
            .joined(separator: " ")
    }
}
