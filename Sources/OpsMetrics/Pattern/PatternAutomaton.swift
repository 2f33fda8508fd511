/// A pattern as a deterministic automaton whose states are made when first reached: one look-up a character.
///
/// Only whether the whole text matches is answered. Assertions inside a text need the neighbours of a place, so patterns with
/// word boundaries or lines have none; `PatternRun` answers those.
final class PatternAutomaton: Sendable {
    /// Cells of the table of transitions; where they are used up, the states are forgotten and made anew.
    private static let cellLimit = 1 << 18

    private let program: [PatternStep]
    /// Where a new class of characters begins, ascending; within a class no step tells two characters apart.
    private let boundaries: [UInt32]
    private let asciiClasses: [Int]
    private let table: Guarded<Table>

    private struct Table {
        /// The steps of each state that wait for a character or the end, ascending.
        var states: [[Int]] = []
        var numbers: [[Int]: Int] = [:]
        /// For each state and class the next state; -1 where not yet known.
        var next: [Int32] = []
        /// For each state whether the text may end in it.
        var accepts: [Bool] = []
    }

    /// The dead state; the first state is the one behind it.
    private static let dead = 0

    /// Nil where the pattern has assertions that look at neighbours.
    init?(_ program: [PatternStep]) {
        var bounds: Set<UInt32> = [0]
        for step in program {
            switch step {
            case .scalar(let scalar): bounds.formUnion([scalar.value, scalar.value + 1])
            case .set(let set): for range in set.ranges { bounds.formUnion([range.lowerBound, range.upperBound + 1]) }
            case .assertion(.textStart), .assertion(.textEnd), .split, .jump, .save, .match: break
            case .assertion: return nil
            }
        }
        self.program = program
        let boundaries = bounds.sorted()
        self.boundaries = boundaries
        asciiClasses = (UInt32(0)..<128).map { Self.index(of: $0, in: boundaries) }
        table = Guarded(Table())
    }

    /// Whether the whole of `subject` matches.
    func matches(_ subject: String) -> Bool {
        table.withLock { table in
            if table.states.isEmpty { reset(&table) }
            var state = 1
            for scalar in subject.unicodeScalars {
                let value = scalar.value
                let kind = value < 128 ? asciiClasses[Int(value)] : Self.index(of: value, in: boundaries)
                let known = table.next[state * boundaries.count + kind]
                state = known >= 0 ? Int(known) : advance(state, kind, &table)
                if state == Self.dead { return false }
            }
            return table.accepts[state]
        }
    }

    private static func index(of value: UInt32, in boundaries: [UInt32]) -> Int {
        var (low, high) = (0, boundaries.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if boundaries[middle] <= value { low = middle } else { high = middle }
        }
        return low
    }

    private func reset(_ table: inout Table) {
        table = Table()
        _ = add([], accepts: false, &table)
        let first = closure([0], atStart: true, atEnd: false)
        // The first state stands only at the text's start, so it may not be found again under its steps.
        let accepts = hasMatch(closure([0], atStart: true, atEnd: true))
        _ = add(first, accepts: accepts, &table)
        table.numbers[first] = nil
    }

    private func add(_ steps: [Int], accepts: Bool, _ table: inout Table) -> Int {
        let number = table.states.count
        table.states.append(steps)
        table.accepts.append(accepts)
        table.numbers[steps] = number
        table.next.append(contentsOf: repeatElement(-1, count: boundaries.count))
        return number
    }

    /// The state behind a character of a class, made where it is new.
    private func advance(_ state: Int, _ kind: Int, _ table: inout Table) -> Int {
        // A class that begins among the surrogates, which are no characters, is known by the first one behind them.
        let sample = Unicode.Scalar(boundaries[kind]) ?? "\u{E000}"
        let reached = table.states[state].filter { program[$0].takes(sample) }.map { $0 + 1 }
        let steps = closure(reached, atStart: false, atEnd: false)
        if steps.isEmpty {
            table.next[state * boundaries.count + kind] = Int32(Self.dead)
            return Self.dead
        }
        if let known = table.numbers[steps] {
            table.next[state * boundaries.count + kind] = Int32(known)
            return known
        }
        let isFull = table.next.count + boundaries.count > Self.cellLimit && table.states.count > 2
        if isFull { reset(&table) }
        let accepts = hasMatch(closure(steps, atStart: false, atEnd: true))
        let number = add(steps, accepts: accepts, &table)
        if !isFull { table.next[state * boundaries.count + kind] = Int32(number) }
        return number
    }

    private func hasMatch(_ steps: [Int]) -> Bool {
        steps.contains { step in
            if case .match = program[step] { return true }
            return false
        }
    }

    /// All steps that are reached without a character and wait for one, or for the end.
    private func closure(_ steps: [Int], atStart: Bool, atEnd: Bool) -> [Int] {
        var seen: Set<Int> = []
        var waiting: [Int] = []
        var stack = steps
        while let step = stack.popLast() {
            guard seen.insert(step).inserted else { continue }
            switch program[step] {
            case .jump(let target): stack.append(target)
            case .split(let first, let second): stack += [first, second]
            case .save: stack.append(step + 1)
            case .assertion(.textStart): if atStart { stack.append(step + 1) }
            case .assertion(.textEnd):
                if atEnd { stack.append(step + 1) } else { waiting.append(step) }
            case .assertion: break
            case .scalar, .set, .match: waiting.append(step)
            }
        }
        return waiting.sorted()
    }
}
