@testable import OpsMetrics

/// Repeatable series of every shape: counters with restarts and gaps, gauges with NaN, histograms.
enum SeededSeries {
    static let start: Int64 = 1_700_000_001_234
    static let interval: Int64 = 15_000

    static func make() -> [Series] {
        var random = SeededGenerator(seed: 7)
        var series: [Series] = []
        for job in ["api", "web"] {
            for status in ["200", "404", "500", "503"] {
                let labels = Labels(name: "requests_total", [("job", job), ("status", status), ("host", "h1")])
                series.append(counter(labels, &random))
            }
            for host in ["h1", "h2", "h3"] {
                let labels = [("job", job), ("host", host)]
                series.append(gauge(Labels(name: "temperature", labels), hasNaN: false, &random))
                series.append(gauge(Labels(name: "odd", labels), hasNaN: host == "h2", &random))
            }
            series.append(gauge(Labels(name: "limit", [("job", job), ("tier", "t" + job)]), hasNaN: false, &random))
            series += histogram([("job", job)], &random)
        }
        for (job, host) in [("api", "h1"), ("api", "h2"), ("web", "h1"), ("web", "h2")] {
            let labels = Labels(name: "bytes_total", [("job", job), ("host", host)])
            series.append(counter(labels, restart: 900, &random))
        }
        return series
    }

    private static func times(_ random: inout SeededGenerator) -> [Int64] {
        let gap = Int.random(in: 20...60, using: &random)
        return (0..<120).filter { !(gap..<gap + 7).contains($0) }.map { start + Int64($0) * interval }
    }

    private static func counter(_ labels: Labels, restart base: Double = 3, _ random: inout SeededGenerator) -> Series {
        let restart = Int.random(in: 30...90, using: &random)
        var total = Double(Int.random(in: 5_000...6_000, using: &random))
        let samples = times(&random).enumerated().map { index, time in
            total = index == restart ? base : total + Double(Int.random(in: 0...40, using: &random))
            return SamplePoint(milliseconds: time, value: total)
        }
        return Series(labels: labels, samples: samples)
    }

    private static func gauge(_ labels: Labels, hasNaN: Bool, _ random: inout SeededGenerator) -> Series {
        let samples = times(&random).enumerated().map { index, time in
            let isNaN = hasNaN && index % 9 == 0
            let value = isNaN ? Double.nan : Double(Int.random(in: -5_000...5_000, using: &random)) / 100
            return SamplePoint(milliseconds: time, value: value)
        }
        return Series(labels: labels, samples: samples)
    }

    private static func histogram(_ labels: [(String, String)], _ random: inout SeededGenerator) -> [Series] {
        let bounds = ["0.1", "0.25", "0.5", "1", "+Inf"]
        var counts = [Double](repeating: 1_000, count: bounds.count)
        var samples = [[SamplePoint]](repeating: [], count: bounds.count)
        for index in 0..<120 {
            for bucket in bounds.indices { counts[bucket] += Double(Int.random(in: 0...9, using: &random)) }
            for bucket in bounds.indices {
                let total = counts[...bucket].reduce(0, +)
                samples[bucket].append(SamplePoint(milliseconds: start + Int64(index) * interval, value: total))
            }
        }
        return bounds.indices.map { bucket in
            Series(
                labels: Labels(name: "latency_seconds_bucket", labels + [("le", bounds[bucket])]),
                samples: samples[bucket])
        }
    }
}
