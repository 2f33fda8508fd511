import OpsCore
import Testing

@testable import OpsTUI

/// How a history becomes the columns of a graph.
@Suite struct GraphSeriesTests {
    private func metrics(stepSeconds: Double, points: Int, _ value: (Int) -> Double?) -> MetricsStatus {
        func point(_ index: Int) -> MetricsPoint {
            var point = MetricsPoint(at: Fixture.now.advanced(seconds: Double(index - points + 1) * stepSeconds))
            point.p95Ms = value(index)
            return point
        }
        var metrics = MetricsStatus(current: point(points - 1))
        metrics.stepSeconds = stepSeconds
        metrics.history = (0..<points).map(point)
        return metrics
    }

    private func series(_ metrics: MetricsStatus, columns: Int = 26) -> GraphSeries {
        GraphSeries(metrics, columns: columns, pane: .latency, perCell: 2)
    }

    @Test(
        "The window is round, holds all there is where it can, and can be filled",
        arguments: [
            (1, 240, 120, "2m"), (5, 3, 120, "2m"), (5, 25, 120, "2m"), (5, 30, 300, "5m"), (5, 100, 900, "15m"),
            (5, 240, 900, "15m"), (60, 240, 14_400, "4h"), (15, 240, 3600, "1h"),
        ] as [(Double, Int, Double, String)])
    func window(step: Double, points: Int, seconds: Double, label: String) {
        let series = series(metrics(stepSeconds: step, points: points) { _ in 1 })
        #expect(series.spanSeconds == seconds)
        #expect(Quantity.window(series.spanSeconds) == label)
    }

    @Test func pointsFartherApartThanColumnsLeaveNoHoles() {
        let series = series(metrics(stepSeconds: 5, points: 24) { Double($0) }, columns: 60)
        let known = series.values.drop { $0 == nil }
        #expect(known.count > 110)
        #expect(known.allSatisfy { $0 != nil })
        #expect(series.values.last == 23)
    }

    @Test func unknownStaysAGap() {
        let series = series(metrics(stepSeconds: 5, points: 24) { $0 < 12 ? 1 : $0 < 20 ? nil : 2 }, columns: 60)
        #expect(series.values.suffix(60).contains { $0 == nil })
        #expect(series.values.last == 2)
        #expect(series.values.compactMap { $0 }.allSatisfy { $0 == 1 || $0 == 2 })
    }

    @Test func aPeakSurvivesANarrowScreen() {
        let series = series(metrics(stepSeconds: 5, points: 240) { $0 == 200 ? 900 : 10 }, columns: 8)
        #expect(series.values.count { $0 == 900 } == 1)
    }
}
