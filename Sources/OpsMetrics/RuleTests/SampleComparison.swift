/// How a test compares the samples it expects with those it found.
struct SampleComparison {
    /// The relative tolerance of `fuzzy_compare`: what Prometheus' own tests of its language allow. promtool allows a
    /// difference in the last bit only, so whatever passes there passes here.
    static let tolerance = 1e-6

    let isFuzzy: Bool

    /// Whether both have the same labels with the same values, in any order.
    func isEqual(_ expected: [Sample], _ actual: [Sample]) -> Bool {
        guard expected.count == actual.count else { return false }
        return zip(Self.sorted(expected), Self.sorted(actual)).allSatisfy { wanted, found in
            wanted.labels == found.labels && isEqual(wanted.value, found.value)
        }
    }

    /// Whether two values are equal: NaN is equal to NaN.
    func isEqual(_ expected: Double, _ actual: Double) -> Bool {
        if expected == actual || expected.isNaN && actual.isNaN { return true }
        guard isFuzzy, expected.isFinite, actual.isFinite else { return false }
        return abs(expected - actual) <= Self.tolerance * max(abs(expected), abs(actual))
    }

    /// The samples as promtool prints them: `{__name__="a"} 1E+00, …`.
    func text(_ samples: [Sample]) -> String {
        Self.sorted(samples).map { "\($0.labels.allPairs) \(GoFormat.scientific($0.value, upper: true))" }
            .joined(separator: ", ")
    }

    private static func sorted(_ samples: [Sample]) -> [Sample] {
        samples.sorted { left, right in
            guard left.labels == right.labels else { return left.labels < right.labels }
            return left.value < right.value || left.value.isNaN && !right.value.isNaN
        }
    }
}
