import Testing

@testable import OpsMetrics

@Suite("Windows with values at their edges")
struct ExtendedRangeTests {
    /// Samples at seconds, a window (start, end] in seconds, a look-back of 100 s.
    private func window(_ samples: [(Int64, Double)], _ start: Int64, _ end: Int64) -> SampleWindow {
        var window = SampleWindow()
        window.columns = SampleColumns(times: samples.map { $0.0 * 1_000 }, values: samples.map(\.1))
        (window.start, window.end) = (start * 1_000, end * 1_000)
        return window
    }

    private func value(
        _ function: String, _ sampling: VectorSelector.Sampling, _ samples: [(Int64, Double)], _ start: Int64,
        _ end: Int64
    ) -> Double? {
        ExtendedRange.value(function, sampling, window(samples, start, end), lookback: 100_000)
    }

    private let counter: [(Int64, Double)] = [(10, 1), (20, 2), (30, 4), (40, 8), (50, 3), (60, 5)]

    @Test(
        "anchored takes the last sample before the window and extrapolates nothing",
        arguments: [
            // 2 at 20 counts as the value at 25; 8 before the restart at 50.
            ("increase", 25, 55, 9), ("rate", 25, 55, 0.3), ("delta", 25, 55, 1), ("changes", 25, 55, 3),
            ("resets", 25, 55, 1), ("increase", 20, 40, 6), ("increase", 0, 15, 0), ("increase", 5, 20, 1),
        ] as [(String, Int64, Int64, Double)])
    func anchored(function: String, start: Int64, end: Int64, wanted: Double) {
        #expect(value(function, .anchored, counter, start, end) == wanted)
    }

    @Test("anchored has no value where nothing is in the window, or only beyond the look-back")
    func anchoredNothing() {
        #expect(value("increase", .anchored, counter, 60, 90) == nil)
        #expect(value("changes", .anchored, counter, 60, 90) == nil)
        #expect(value("increase", .anchored, [], 0, 10) == nil)
        #expect(value("increase", .anchored, [(10, 7), (200, 9)], 150, 210) == 0)
        #expect(value("increase", .anchored, [(60, 7), (200, 9)], 150, 210) == 2)
    }

    @Test(
        "smoothed reads both edges off the line between their neighbours",
        arguments: [
            ("delta", 15, 35, 4.5), ("increase", 15, 35, 4.5), ("rate", 15, 35, 0.225),
            // Between 8 and 3 the counter began anew from zero: 1.5 at 45.
            ("increase", 45, 55, 2.5), ("increase", 35, 45, 3.5), ("increase", 42, 48, 1.8),
            ("delta", 42, 48, -3), ("increase", 20, 40, 6), ("increase", 55, 90, 1), ("increase", 0, 10, 0),
            // Nothing in the window, but samples on both sides.
            ("increase", 21, 29, 1.6),
        ] as [(String, Int64, Int64, Double)])
    func smoothed(function: String, start: Int64, end: Int64, wanted: Double) throws {
        let found = try #require(value(function, .smoothed, counter, start, end))
        #expect(abs(found - wanted) < 1e-12)
    }

    @Test("smoothed has no value where all samples lie on one side of the window")
    func smoothedNothing() {
        #expect(value("increase", .smoothed, counter, 60, 90) == nil)
        #expect(value("increase", .smoothed, counter, 170, 190) == nil)
        #expect(value("increase", .smoothed, counter, 0, 5) == nil)
        #expect(value("rate", .smoothed, counter, 5, 9) == nil)
        #expect(value("delta", .smoothed, counter, 5, 10) == 0)
    }

    @Test("a smoothed instant selector interpolates, and carries the last value on")
    func instant() {
        let columns = window(counter, 0, 0).columns
        let at = { (time: Int64) in ExtendedRange.value(columns, at: time * 1_000, lookback: 100_000) }
        #expect(at(20) == 2)
        #expect(at(25) == 3)
        #expect(at(45) == 5.5)
        #expect(at(100) == 5)
        #expect(at(160) == nil)
        #expect(at(5) == nil)
        #expect(ExtendedRange.value(columns, at: 25_000, lookback: 4_000) == nil)
        #expect(ExtendedRange.value(columns, at: 22_000, lookback: 4_000) == 2)
    }

    @Test("a selector alone shows its edges")
    func alone() {
        let anchored = ExtendedRange.samples(.anchored, window(counter, 25, 45), lookback: 100_000)
        #expect(anchored.map(\.milliseconds) == [25_000, 30_000, 40_000, 45_000])
        #expect(anchored.map(\.value) == [2, 4, 8, 8])
        let smoothed = ExtendedRange.samples(.smoothed, window(counter, 25, 45), lookback: 100_000)
        #expect(smoothed.map(\.value) == [3, 4, 8, 5.5])
        #expect(ExtendedRange.samples(.anchored, window(counter, 60, 70), lookback: 100_000).isEmpty)
    }

    @Test("functions that a modifier cannot stand with")
    func refusals() {
        #expect(
            ExtendedRange.refusal("irate", .anchored)
                == "anchored modifier can only be used with: changes, delta, increase, rate, resets - not with irate")
        #expect(
            ExtendedRange.refusal("changes", .smoothed)
                == "smoothed modifier can only be used with: delta, increase, rate - not with changes")
        #expect(ExtendedRange.refusal("changes", .anchored) == nil)
        #expect(ExtendedRange.refusal("irate", .plain) == nil)
        #expect(ExtendedRange.looksAhead(.smoothed) && !ExtendedRange.looksAhead(.anchored))
    }
}
