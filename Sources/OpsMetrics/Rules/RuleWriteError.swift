/// What a rule yielded and the store did not take. The rule's alerts are as they would be otherwise.
struct RuleWriteError: Error, CustomStringConvertible {
    /// How many samples were refused, and why.
    let refused: [RefusalReason: Int]
    /// How many the rule yielded.
    let count: Int

    var description: String {
        let reasons = refused.keys.sorted { $0.rawValue < $1.rawValue }.map(Self.words)
        let total = refused.values.reduce(0, +)
        return "\(total) of \(count) samples were not kept: \(reasons.joined(separator: "; "))"
    }

    private static func words(_ reason: RefusalReason) -> String {
        switch reason {
        case .duplicateTimestamp:
            "another rule of the group wrote the same series; give one of them a label of its own"
        case .outOfOrder: "the series have newer samples, of another rule or from before the clock went back"
        case .tooOld, .tooNew: "the store does not reach to the time of the samples; shorten query_offset"
        case .seriesLimit:
            "the store holds as many series as it may; aggregate more labels away, here or in what is scraped"
        case .memoryLimit:
            "series take as much memory as they may; aggregate more labels away, here or in what is scraped"
        }
    }
}
