/// A parsed pattern.
indirect enum PatternNode {
    case empty
    case set(ScalarSet)
    case assertion(PatternAssertion)
    case group(PatternNode, index: Int?)
    case sequence([PatternNode])
    case choice([PatternNode])
    /// At least `least` times, at most `most` (nil: any number).
    case repeated(PatternNode, least: Int, most: Int?, greedy: Bool)

    /// Whether it may match without taking a character.
    var isNullable: Bool {
        switch self {
        case .empty, .assertion: true
        case .set: false
        case .group(let inner, _): inner.isNullable
        case .sequence(let parts): parts.allSatisfy(\.isNullable)
        case .choice(let ways): ways.contains(where: \.isNullable)
        case .repeated(let inner, let least, _, _): least == 0 || inner.isNullable
        }
    }

    /// The largest product of counts of nested counted repetitions, at most just above `limit`.
    func repetitions(limit: Int) -> Int {
        switch self {
        case .empty, .set, .assertion: return 1
        case .group(let inner, _): return inner.repetitions(limit: limit)
        case .sequence(let parts), .choice(let parts):
            return parts.reduce(1) { max($0, $1.repetitions(limit: limit)) }
        case .repeated(let inner, let least, let most, _):
            let isCounted = !(least <= 1 && (most == nil || most == 1))
            let own = isCounted ? max(most ?? least, 1) : 1
            return min(own * inner.repetitions(limit: limit), limit + 1)
        }
    }
}

/// A condition on a place between two characters.
enum PatternAssertion: Sendable, Hashable {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary

    func holds(before: Unicode.Scalar?, after: Unicode.Scalar?) -> Bool {
        switch self {
        case .textStart: before == nil
        case .textEnd: after == nil
        case .lineStart: before == nil || before == "\n"
        case .lineEnd: after == nil || after == "\n"
        case .wordBoundary: Self.isWord(before) != Self.isWord(after)
        case .noWordBoundary: Self.isWord(before) == Self.isWord(after)
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar?) -> Bool { scalar.map(ScalarSet.word.contains) ?? false }
}
