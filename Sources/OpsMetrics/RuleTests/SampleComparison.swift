/// How a test compares the samples it expects with those it found.
struct SampleComparison {
    /// The relative tolerance of `fuzzy_compare`: what Prometheus' own tests of its language allow. promtool allows a
    /// difference in the last bit only, so whatever passes there passes here.
    static let fuzzyTolerance = 1e-6
    /// The relative tolerance for fractions in any case: rounding, which depends on the order in which values are added.
    static let rounding = 1e-12

    let isFuzzy: Bool

    /// Whether both have the same labels with the same values, in any order.
    func isEqual(_ expected: [ExpectedSample], _ actual: [Sample]) -> Bool {
        guard expected.count == actual.count else { return false }
        let wanted = expected.sorted { Self.precedes($0.sample, $1.sample) }
        return zip(wanted, actual.sorted(by: Self.precedes)).allSatisfy { wanted, found in
            wanted.sample.labels == found.labels && isEqual(wanted, found.value)
        }
    }

    /// Whether a value is the expected one: NaN is equal to NaN, whole numbers are compared exactly, fractions to the last
    /// digit that is written.
    func isEqual(_ expected: ExpectedSample, _ actual: Double) -> Bool {
        let wanted = expected.sample.value
        if wanted == actual || wanted.isNaN && actual.isNaN { return true }
        guard wanted.isFinite, actual.isFinite else { return false }
        let (difference, size) = (abs(wanted - actual), max(abs(wanted), abs(actual)))
        if isFuzzy && difference <= Self.fuzzyTolerance * size { return true }
        guard wanted.rounded() != wanted || actual.rounded() != actual else { return false }
        return difference <= Self.rounding * size || difference < expected.unit
    }

    /// The samples as promtool prints them: `{__name__="a"} 1E+00, …`.
    func text(_ samples: [Sample]) -> String {
        samples.sorted(by: Self.precedes).map {
            "\($0.labels.allPairs) \(GoFormat.scientific($0.value, upper: true))"
        }.joined(separator: ", ")
    }

    private static func precedes(_ left: Sample, _ right: Sample) -> Bool {
        guard left.labels == right.labels else { return left.labels < right.labels }
        return left.value < right.value || left.value.isNaN && !right.value.isNaN
    }
}

/// A sample as a test expects it.
struct ExpectedSample {
    let sample: Sample
    /// What the last digit of the value is worth where it is written as a fraction with six digits or more; else 0.
    let unit: Double

    /// - Parameter text: The value as it is written.
    init(_ sample: Sample, written text: String) {
        self.sample = sample
        unit = Self.unit(of: text)
    }

    private static func unit(of text: String) -> Double {
        let parts = text.lowercased().replacing("_", with: "").split(separator: "e", omittingEmptySubsequences: false)
        guard let mantissa = parts.first, let point = mantissa.firstIndex(of: "."), parts.count <= 2,
            mantissa.filter(\.isNumber).drop(while: { $0 == "0" }).count >= 6,
            let exponent = parts.count == 2 ? Int(parts[1]) : 0, (-400...400).contains(exponent)
        else { return 0 }
        let unit = Double("1e\(exponent - (mantissa[point...].count - 1))") ?? 0
        return unit < 1 ? unit : 0
    }
}
