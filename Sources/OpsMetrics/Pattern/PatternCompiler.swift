/// Turns a parsed pattern into steps, refusing one that grows beyond the limit.
struct PatternCompiler {
    /// Nested counted repetitions multiply; this bounds memory and the work for each character.
    static let stepLimit = 10_000

    private(set) var steps: [PatternStep] = []

    mutating func compile(_ node: PatternNode) throws(PatternError) {
        guard steps.count < Self.stepLimit else {
            throw PatternError(message: "the pattern is too large", offset: 0)
        }
        switch node {
        case .empty: break
        case .set(let set):
            let single = set.count == 1 ? set.ranges.first.flatMap { Unicode.Scalar($0.lowerBound) } : nil
            steps.append(single.map { .scalar($0) } ?? .set(set))
        case .assertion(let assertion): steps.append(.assertion(assertion))
        case .group(let inner, let index): try compileGroup(inner, index)
        case .sequence(let parts): for part in parts { try compile(part) }
        case .choice(let ways): try compileChoice(ways)
        case .repeated(let inner, let least, let most, let greedy):
            try compileRepeated(inner, least, most, greedy)
        }
    }

    private mutating func compileGroup(_ inner: PatternNode, _ index: Int?) throws(PatternError) {
        guard let index else { return try compile(inner) }
        steps.append(.save(2 * index))
        try compile(inner)
        steps.append(.save(2 * index + 1))
    }

    private mutating func compileChoice(_ ways: [PatternNode]) throws(PatternError) {
        var exits: [Int] = []
        for way in ways.dropLast() {
            let split = steps.count
            steps.append(.match)
            try compile(way)
            exits.append(steps.count)
            steps.append(.match)
            steps[split] = .split(split + 1, steps.count)
        }
        if let last = ways.last { try compile(last) }
        for exit in exits { steps[exit] = .jump(steps.count) }
    }

    private mutating func compileRepeated(
        _ inner: PatternNode, _ least: Int, _ most: Int?, _ greedy: Bool
    ) throws(PatternError) {
        guard let most else { return try compileUnbounded(inner, least, greedy) }
        for _ in 0..<least { try compile(inner) }
        var splits: [Int] = []
        for _ in least..<max(least, most) {
            splits.append(steps.count)
            steps.append(.match)
            try compile(inner)
        }
        for split in splits { steps[split] = way(into: split + 1, past: steps.count, greedy) }
    }

    /// `x*` of an `x` that may be empty is `(x+)?`, as Go has it: what `x` prefers comes first even where that is nothing.
    private mutating func compileUnbounded(
        _ inner: PatternNode, _ least: Int, _ greedy: Bool
    ) throws(PatternError) {
        for _ in 1..<max(least, 1) { try compile(inner) }
        let entry = steps.count
        if least == 0 { steps.append(.match) }
        let start = steps.count
        try compile(inner)
        if least == 0, !inner.isNullable {
            steps.append(.jump(entry))
        } else {
            steps.append(way(into: start, past: steps.count + 1, greedy))
        }
        if least == 0 { steps[entry] = way(into: start, past: steps.count, greedy) }
    }

    private func way(into: Int, past: Int, _ greedy: Bool) -> PatternStep {
        greedy ? .split(into, past) : .split(past, into)
    }
}
