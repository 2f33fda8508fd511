import OpsCore

/// What is told to the alerts without waiting for them: telemetry, limits and upstream calls must go on at their pace
/// however slow storage is. Bounded in each part.
final class AlertInbox: Sendable {
    /// Facts that wait; of more, the oldest go.
    static let factLimit = 256

    /// Facts in order.
    let facts: AsyncStream<OperationalFact>
    /// The newest evaluation of all rules.
    let evaluations: AsyncStream<[AlertObservation]>
    /// Something was added to ``findings``.
    let findingTicks: AsyncStream<Void>
    let findings = Guarded(FindingQueue())

    private let factFeed: AsyncStream<OperationalFact>.Continuation
    private let evaluationFeed: AsyncStream<[AlertObservation]>.Continuation
    private let tickFeed: AsyncStream<Void>.Continuation

    init() {
        (facts, factFeed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Self.factLimit))
        (evaluations, evaluationFeed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (findingTicks, tickFeed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func add(_ fact: OperationalFact) { factFeed.yield(fact) }

    func add(_ evaluation: [AlertObservation]) { evaluationFeed.yield(evaluation) }

    func add(_ report: FindingReport) {
        findings.with { $0.add(report) }
        tickFeed.yield()
    }
}
