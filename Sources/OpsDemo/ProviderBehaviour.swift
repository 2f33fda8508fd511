import OpsCore

/// How the demo's upstream provider behaves now: a value that the scenario changes and each request reads.
struct ProviderBehaviour: Equatable, Sendable {
    /// 0 … 1: how many answers are 503.
    var failureRatio: Double
    /// Milliseconds to an answer, from … to.
    var latency: ClosedRange<Double>
    /// 0 … 1: how many answers take `slowLatency` instead.
    var slowRatio: Double
    var slowLatency: ClosedRange<Double>

    static let healthy = ProviderBehaviour(
        failureRatio: 0, latency: 15...70, slowRatio: 0.02, slowLatency: 200...420)
    static let failing = ProviderBehaviour(
        failureRatio: 0.9, latency: 40...160, slowRatio: 0.3, slowLatency: 600...900)

    /// The fate of one request.
    struct Fate: Equatable {
        var fails: Bool
        var milliseconds: Double
    }

    func fate(using random: inout some RandomNumberGenerator) -> Fate {
        let slow = Double.random(in: 0..<1, using: &random) < slowRatio
        return Fate(
            fails: Double.random(in: 0..<1, using: &random) < failureRatio,
            milliseconds: Double.random(in: slow ? slowLatency : latency, using: &random))
    }
}
