/// A pattern as a deterministic automaton whose states are made when first reached: one look-up a character.
///
/// Only whether the whole text matches is answered. A state is what a character led to: the steps behind it, and of which
/// kind the character was; which of the steps' assertions hold is seen when the next character is known.
final class PatternAutomaton: Sendable {
    /// Cells of the table of transitions, and steps in all states together; where they are used up, the states are forgotten
    /// and made anew.
    private static let cellLimit = 1 << 18
    private static let stepLimit = 1 << 19
    private static let dead = 0
    private static let first = 1

    private let program: [PatternStep]
    /// Where a new class of characters begins, ascending; within a class no step tells two characters apart.
    private let boundaries: [UInt32]
    private let asciiClasses: [Int]
    /// Whether an assertion looks at the character before a place.
    private let hasNeighbours: Bool
    private let table: Guarded<Table>

    private struct State: Hashable {
        /// A character of the kind before; nil at the text's start.
        let before: Unicode.Scalar?
        let steps: [Int]
    }

    private struct Table {
        var states: [State] = []
        var numbers: [State: Int] = [:]
        /// For each state and class the next state; -1 where not yet known.
        var next: [Int32] = []
        /// For each state whether the text may end in it.
        var accepts: [Bool] = []
        /// Steps in all states.
        var stepCount = 0
        /// For each step the last walk that met it.
        var met: [Int] = []
        var walk = 0
    }

    init(_ program: [PatternStep]) {
        var bounds: Set<UInt32> = [0]
        var hasNeighbours = false
        for step in program {
            switch step {
            case .scalar(let scalar): bounds.formUnion([scalar.value, scalar.value + 1])
            case .set(let set): for range in set.ranges { bounds.formUnion([range.lowerBound, range.upperBound + 1]) }
            case .assertion(.textStart), .assertion(.textEnd), .split, .jump, .save, .match: break
            case .assertion: hasNeighbours = true
            }
        }
        if hasNeighbours {
            for range in ScalarSet.word.ranges + [0x0A...0x0A] {
                bounds.formUnion([range.lowerBound, range.upperBound + 1])
            }
        }
        self.program = program
        self.hasNeighbours = hasNeighbours
        let boundaries = bounds.sorted()
        self.boundaries = boundaries
        asciiClasses = (UInt32(0)..<128).map { Self.index(of: $0, in: boundaries) }
        table = Guarded(Table())
    }

    /// Whether the whole of `subject` matches.
    func matches(_ subject: String) -> Bool {
        table.withLock { table in
            if table.states.isEmpty { reset(&table) }
            var state = Self.first
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
        table.met = [Int](repeating: 0, count: program.count)
        _ = add(State(before: " ", steps: []), &table)
        _ = add(State(before: nil, steps: [0]), &table)
    }

    private func add(_ state: State, _ table: inout Table) -> Int {
        let number = table.states.count
        table.states.append(state)
        table.numbers[state] = number
        table.stepCount += state.steps.count
        table.accepts.append(
            closure(state, after: nil, &table).contains { step in
                if case .match = program[step] { return true }
                return false
            })
        table.next.append(contentsOf: repeatElement(-1, count: boundaries.count))
        return number
    }

    /// The state behind a character of a class, made where it is new.
    private func advance(_ number: Int, _ kind: Int, _ table: inout Table) -> Int {
        // A class that begins among the surrogates, which are no characters, is known by the first one behind them.
        let sample = Unicode.Scalar(boundaries[kind]) ?? "\u{E000}"
        let taken = closure(table.states[number], after: sample, &table).filter { program[$0].takes(sample) }
        let state = State(before: hasNeighbours ? Self.kind(sample) : " ", steps: taken.map { $0 + 1 }.sorted())
        let cell = number * boundaries.count + kind
        if taken.isEmpty {
            table.next[cell] = Int32(Self.dead)
            return Self.dead
        }
        if let known = table.numbers[state] {
            table.next[cell] = Int32(known)
            return known
        }
        let isFull =
            (table.next.count + boundaries.count > Self.cellLimit
                || table.stepCount + state.steps.count > Self.stepLimit) && table.states.count > 2
        if isFull { reset(&table) }
        let made = add(state, &table)
        if !isFull { table.next[cell] = Int32(made) }
        return made
    }

    /// One character for all that assertions cannot tell apart.
    private static func kind(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        scalar == "\n" ? scalar : ScalarSet.word.contains(scalar) ? "a" : " "
    }

    /// All steps reached without a character, between the character of the state and the next one (nil: the end).
    private func closure(_ state: State, after: Unicode.Scalar?, _ table: inout Table) -> [Int] {
        table.walk += 1
        var waiting: [Int] = []
        var stack = state.steps
        while let step = stack.popLast() {
            guard table.met[step] != table.walk else { continue }
            table.met[step] = table.walk
            switch program[step] {
            case .jump(let target): stack.append(target)
            case .split(let first, let second): stack += [first, second]
            case .save: stack.append(step + 1)
            case .assertion(let assertion):
                if assertion.holds(before: state.before, after: after) { stack.append(step + 1) }
            case .scalar, .set, .match: waiting.append(step)
            }
        }
        return waiting
    }
}
