import Foundation
import OpsMetrics

/// How fast samples come back, by the kind of values.
enum Decode {
    private static let count = 240
    private static let seriesCount = 1_000

    static func run() {
        for (name, make) in kinds {
            for isSealed in [true, false] {
                let store = SeriesStore(retention: .seconds(1_000_000))
                // 119 samples stay in the open chunk; 480 are two sealed ones and a short rest.
                let samples = isSealed ? 2 * count : 119
                for series in 0..<seriesCount {
                    var random = Generator()
                    var state = Double(series)
                    let labels = Labels(name: "x", [("i", "\(series)")])
                    for index in 0..<samples {
                        store.append(labels, at: Int64(index) * 15_000, make(index, &state, &random))
                    }
                }
                var (loaded, rounds) = (0, 0)
                let start = processorSeconds
                while processorSeconds - start < 0.5 {
                    loaded += (try? store.load([], from: .min, through: .max))?.values.count ?? 0
                    rounds += 1
                }
                let rate = Double(loaded) / (processorSeconds - start) / 1e6
                let bytes = Double(store.statistics.sampleBytes) / Double(store.statistics.sampleCount)
                print(
                    String(
                        format: "%@ %@ %7.1f M samples/s   %.2f bytes a sample", name, isSealed ? "sealed" : "open  ",
                        rate, bytes))
            }
        }
    }

    private typealias Values = (Int, inout Double, inout Generator) -> Double

    private static var kinds: [(String, Values)] {
        [
            ("constant      ", { _, state, _ in state }),
            ("whole counter ", { _, state, random in grow(&state, by: Int.random(in: 0...200, using: &random)) }),
            ("rare counter  ", { _, state, random in grow(&state, by: Int.random(in: 0..<20, using: &random) / 19) }),
            (
                "seconds (0.01)",
                { _, state, random in grow(&state, by: Int.random(in: 0...1_500, using: &random)) / 100 }
            ),
            ("random        ", { _, _, random in Double.random(in: 0...1, using: &random) }),
        ]
    }

    private static func grow(_ state: inout Double, by step: Int) -> Double {
        state += Double(step)
        return state
    }
}
