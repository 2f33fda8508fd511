// What `scripts/fuzz-metrics` builds with libFuzzer, together with the library's own sources: one program, its target named
// by METRICS_FUZZ_TARGET. A crash, a trap, a time-out, too much memory or a broken promise (`promise`) is a finding.
import Foundation

/// One thing that is fed with bytes from anywhere.
struct FuzzTarget: Sendable {
    /// Gets one input.
    let feed: @Sendable ([UInt8]) -> Void
    /// Inputs to begin with.
    let seeds: [[UInt8]]

    static let all: [String: FuzzTarget] = [
        "promql": FuzzTarget(feed: PromQLFuzz.feed, seeds: PromQLFuzz.seeds.map { Array($0.utf8) }),
        "eval": FuzzTarget(feed: EvaluationFuzz.feed, seeds: EvaluationFuzz.seeds),
        "prometheus-text": FuzzTarget(
            feed: { ExpositionFuzz.feed($0, .prometheusText) }, seeds: ExpositionFuzz.prometheusSeeds),
        "openmetrics": FuzzTarget(
            feed: { ExpositionFuzz.feed($0, .openMetrics) }, seeds: ExpositionFuzz.openMetricsSeeds),
        "chunk": FuzzTarget(feed: ChunkFuzz.feed, seeds: ChunkFuzz.seeds),
        "rulefile": FuzzTarget(feed: RuleFuzz.feed, seeds: RuleFuzz.seeds),
        "series": FuzzTarget(feed: SeriesNotationFuzz.feed, seeds: SeriesNotationFuzz.seeds),
        "scrape": FuzzTarget(feed: ScrapeFuzz.feed, seeds: ScrapeFuzz.seeds),
        "pattern": FuzzTarget(feed: PatternFuzz.feed, seeds: PatternFuzz.seeds),
    ]

    /// The one that the environment names.
    static let chosen: FuzzTarget? = {
        let environment = ProcessInfo.processInfo.environment
        let name = environment["METRICS_FUZZ_TARGET"] ?? ""
        guard let target = all[name] else {
            print(
                "METRICS_FUZZ_TARGET=\"\(name)\" is no target; there are \(all.keys.sorted().joined(separator: ", "))")
            return nil
        }
        guard let folder = environment["METRICS_FUZZ_SEEDS"] else { return target }
        for (number, seed) in target.seeds.enumerated() {
            _ = FileManager.default.createFile(atPath: "\(folder)/seed-\(number)", contents: Data(seed))
        }
        exit(0)
    }()
}

/// Ends the run with a finding where something does not hold.
func promise(_ holds: Bool, _ otherwise: @autoclosure () -> String) {
    if !holds { broken(otherwise()) }
}

/// A finding. An optimised build would not print the message of a precondition.
func broken(_ promise: String) -> Never {
    print("broken promise: \(promise)")
    fflush(nil)
    abort()
}

@_cdecl("LLVMFuzzerInitialize")
public func fuzzInitialize(
    _ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
    if FuzzTarget.chosen == nil { exit(2) }
    return 0
}

/// The bytes live as long as the call; they are copied before anything reads them.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    FuzzTarget.chosen?.feed(Array(UnsafeBufferPointer(start: data, count: size)))
    return 0
}
