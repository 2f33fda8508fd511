/// One instruction of a compiled pattern.
enum PatternStep: Sendable {
    /// Takes one character of the set.
    case set(ScalarSet)
    /// Takes this character; the commonest set, so it has a form of its own.
    case scalar(Unicode.Scalar)
    /// Tries the first way before the second.
    case split(Int, Int)
    case jump(Int)
    /// Remembers the place in a capture slot.
    case save(Int)
    case assertion(PatternAssertion)
    case match

    /// Whether this step takes the scalar; steps that take none answer no.
    func takes(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .scalar(let wanted): scalar == wanted
        case .set(let set): set.contains(scalar)
        default: false
        }
    }
}
