/// One instruction of a compiled pattern.
enum PatternStep: Sendable {
    case scalar(Unicode.Scalar)
    case any(newlines: Bool)
    case set(ScalarSet)
    /// Tries the first way before the second.
    case split(Int, Int)
    case jump(Int)
    /// Remembers the place in a capture slot.
    case save(Int)
    case textStart
    case textEnd
    case wordBoundary(Bool)
    case match

    /// Whether this step takes the scalar; steps that take none answer no.
    func takes(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .scalar(let wanted): scalar == wanted
        case .any(let newlines): newlines || scalar != "\n"
        case .set(let set): set.contains(scalar)
        default: false
        }
    }
}
