/// A pattern that remembers its answers: label values repeat every second, automata are not free.
final class PatternMemo: Sendable {
    /// Beyond this many remembered values the memory starts anew; hostile values cannot grow it.
    private static let limit = 1_024

    private let pattern: Pattern
    private let answers = Guarded<[String: Bool]>([:])

    init(_ pattern: Pattern) {
        self.pattern = pattern
    }

    func matches(_ subject: String) -> Bool {
        if let known = answers.withLock({ $0[subject] }) { return known }
        let answer = pattern.matches(subject)
        answers.withLock { answers in
            if answers.count >= Self.limit { answers.removeAll(keepingCapacity: true) }
            answers[subject] = answer
        }
        return answer
    }
}
