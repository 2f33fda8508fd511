/// A parsed pattern.
indirect enum PatternNode {
    case empty
    case scalar(Unicode.Scalar)
    case any(newlines: Bool)
    case set(ScalarSet)
    case textStart
    case textEnd
    case wordBoundary(Bool)
    case group(PatternNode, index: Int?)
    case sequence([PatternNode])
    case choice([PatternNode])
    /// At least `least` times, at most `most` (nil: any number).
    case repeated(PatternNode, least: Int, most: Int?, greedy: Bool)
}
