import OpsMetrics

/// A series over time in one line of eighth blocks; a blank where there is no sample.
enum Sparkline {
    private static let blocks = Array("▁▂▃▄▅▆▇█")

    /// Cells that show every step: the span in the smallest distance of two samples.
    static func places(_ series: [Series], _ from: Int64, _ through: Int64) -> Int {
        let step = series.flatMap { one in
            zip(one.samples, one.samples.dropFirst()).map { $1.milliseconds - $0.milliseconds }
        }.min()
        return step.map { Int(clamping: (through - from) / max($0, 1) + 1) } ?? 1
    }

    static func text(_ samples: [SamplePoint], from: Int64, through: Int64, width: Int) -> String {
        var cells = [Double?](repeating: nil, count: width)
        let span = Double(max(through - from, 1))
        for sample in samples where sample.value.isFinite {
            let place = Double(sample.milliseconds - from) / span * Double(width - 1)
            guard place >= 0, place <= Double(width - 1) else { continue }
            cells[Int(place)] = sample.value
        }
        let known = cells.compactMap(\.self)
        guard let least = known.min(), let most = known.max() else { return String(repeating: " ", count: width) }
        return String(
            cells.map { value -> Character in
                guard let value else { return " " }
                // Halves first: the distance of two finite numbers may be too large for one.
                let height = most > least ? (value / 2 - least / 2) / (most / 2 - least / 2) : 0
                return blocks[min(max(Int(height * 7.999), 0), 7)]
            })
    }
}
