import CoreMetrics

@testable import OpsServer

/// Keeps what is recorded, by `name{label=value,…}`.
final class RecordingMetrics: MetricsFactory {
    let values = Guarded<[String: Double]>([:])

    final class Handler: CounterHandler, RecorderHandler, TimerHandler {
        private let key: String
        private let values: Guarded<[String: Double]>

        init(_ key: String, _ values: Guarded<[String: Double]>) {
            self.key = key
            self.values = values
        }

        func increment(by amount: Int64) { values.with { $0[key, default: 0] += Double(amount) } }
        func reset() { values.with { $0[key] = 0 } }
        func record(_ value: Int64) { record(Double(value)) }
        func record(_ value: Double) { values.with { $0[key] = value } }
        func recordNanoseconds(_ duration: Int64) { values.with { $0[key, default: 0] += 1 } }
    }

    private func handler(_ label: String, _ dimensions: [(String, String)]) -> Handler {
        let labels = dimensions.map { "\($0.0)=\($0.1)" }.joined(separator: ",")
        return Handler("\(label){\(labels)}", values)
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        handler(label, dimensions)
    }
    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        handler(label, dimensions)
    }
    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { handler(label, dimensions) }
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    func value(_ key: String) -> Double? { values.value[key] }
}
