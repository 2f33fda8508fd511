import Testing

@testable import OpsMetrics

@Suite("Classic histograms as Prometheus 3 reads them")
struct ClassicHistogramTests {
    private func buckets(_ pairs: [(Double, Double)]) -> [Quantile.Bucket] {
        pairs.map { Quantile.Bucket(upperBound: $0.0, count: $0.1) }
    }

    private static let usual: [(Double, Double)] = [(1, 4), (2, 8), (.infinity, 10)]

    @Test(
        "quantiles",
        arguments: [
            (0.2, 0.5), (0.5, 1.25), (0.95, 2), (-0.1, -.infinity), (1.1, .infinity), (0, 0), (1, 2),
        ] as [(Double, Double)])
    func quantiles(quantile: Double, wanted: Double) {
        #expect(Quantile.ofBuckets(buckets(Self.usual), quantile) == wanted)
    }

    @Test("a first bucket that is not positive, equal bounds, any order")
    func shapes() {
        #expect(Quantile.ofBuckets(buckets([(-1, 4), (2, 8), (.infinity, 10)]), 0.2) == -1)
        #expect(Quantile.ofBuckets(buckets([(0, 4), (2, 8), (.infinity, 10)]), 0.2) == 0)
        #expect(Quantile.ofBuckets(buckets([(1, 1), (.infinity, 8), (1, 3)]), 0.25) == 0.5)
        #expect(Quantile.ofBuckets(buckets([(.infinity, 10), (2, 3), (1, 4)]), 0.4) == 1)
    }

    @Test("what has no quantile")
    func none() {
        let pairsOfNone: [[(Double, Double)]] = [[(1, 2), (2, 3)], [(.infinity, 3)], [(1, 0), (.infinity, 0)], []]
        for pairs in pairsOfNone {
            #expect(Quantile.ofBuckets(buckets(pairs), 0.5).isNaN)
        }
        #expect(Quantile.ofBuckets(buckets([(1, 2), (.infinity, 3)]), .nan).isNaN)
        #expect(Quantile.ofBuckets(buckets([(1, 2), (2, .nan), (.infinity, .nan)]), 0.5) == 2)
    }

    @Test("only a fall beyond rounding is told")
    func levelling() {
        var rounding = buckets([(1, 1_000_000), (2, 1_000_000 - 1e-9), (.infinity, 1_000_001)])
        #expect(ClassicHistogram.quantile(&rounding, isSorted: true, 0.5).levelling == nil)
        #expect(rounding[1].count == 1_000_000)
        var falling = buckets([(1, 10), (2, 7), (4, 9), (.infinity, 12)])
        let found = ClassicHistogram.quantile(&falling, isSorted: true, 0.5).levelling
        #expect(found == ClassicHistogram.Levelling(lowest: 2, highest: 4, largest: 3))
        #expect(falling.map(\.count) == [10, 10, 10, 12])
    }

    @Test(
        "fractions",
        arguments: [
            (0, 0.5, 0.2), (0.5, 1, 0.2), (-5, 1, 0.4), (1, 1.5, 0.2), (2, 1, 0), (1, 1, 0), (2, .infinity, 0.2),
            (-.infinity, .infinity, 1), (5, .infinity, 0.2), (-3, -1, 0),
        ] as [(Double, Double, Double)])
    func fractions(lower: Double, upper: Double, wanted: Double) {
        let found = Quantile.fraction(of: buckets(Self.usual), from: lower, to: upper)
        #expect(abs(found - wanted) < 1e-15)
    }

    @Test("a first bucket without a lower end counts at once")
    func openFirst() {
        let negative = buckets([(-1, 4), (2, 8), (.infinity, 10)])
        #expect(Quantile.fraction(of: negative, from: -.infinity, to: -1) == 0.4)
        #expect(Quantile.fraction(of: negative, from: -3, to: 2) == 0.4)
        #expect(Quantile.fraction(of: negative, from: .nan, to: 2).isNaN)
        #expect(Quantile.fraction(of: buckets([(1, 2), (2, 2)]), from: 0, to: 1).isNaN)
        #expect(Quantile.fraction(of: [], from: 0, to: 1).isNaN)
    }
}
