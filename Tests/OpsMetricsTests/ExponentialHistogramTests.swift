import Testing

@testable import OpsMetrics

@Suite("Exponential buckets are bounded and exact")
struct ExponentialHistogramTests {
    @Test("each value lies within its bucket's bounds", arguments: ExponentialHistogram.schemas)
    func bounds(schema: Int) {
        var random = SeededGenerator(seed: UInt64(schema + 10))
        for _ in 0..<500 {
            let value = Double(bitPattern: random.next()).magnitude
            guard value.isFinite, value > 0 else { continue }
            let index = ExponentialHistogram.index(of: value, schema: schema)
            #expect(value <= ExponentialHistogram.bound(index, schema: schema))
            #expect(value > ExponentialHistogram.bound(index - 1, schema: schema))
        }
        for exponent in stride(from: -96, through: 96, by: 16) {
            let power = ExponentialHistogram.bound(exponent, schema: 0)
            let index = ExponentialHistogram.index(of: power, schema: schema)
            #expect(ExponentialHistogram.bound(index, schema: schema) == power)
        }
    }

    @Test("too many buckets lower the schema and lose no count")
    func reduction() {
        var histogram = ExponentialHistogram(schema: 8, bucketLimit: 20)
        var random = SeededGenerator(seed: 3)
        var below = 0
        for _ in 0..<2_000 {
            let value = Double.random(in: 0.001...1000, using: &random)
            if value <= 1 { below += 1 }
            histogram.observe(value)
        }
        #expect(histogram.schema < 4 && histogram.positive.count <= 20)
        #expect(histogram.count == 2_000 && histogram.positive.values.reduce(0, +) == 2_000)
        #expect(histogram.count(upTo: 1) == UInt64(below))
    }

    @Test("any double is counted, and memory stays bounded")
    func anyDouble() {
        var histogram = ExponentialHistogram(schema: 8, bucketLimit: 2)
        var random = SeededGenerator(seed: 4)
        for _ in 0..<20_000 { histogram.observe(Double(bitPattern: random.next())) }
        for value in [0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -1e308] as [Double] {
            histogram.observe(value)
        }
        #expect(histogram.schema == -4)
        #expect(histogram.positive.count + histogram.negative.count <= 264)
        #expect(histogram.zeroCount > 0 && histogram.count(upTo: .infinity) == histogram.count)
    }
}
