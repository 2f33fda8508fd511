import Logging
import OpsCore
import OpsMetrics

/// The link to an existing Prometheus: asks within its bounds, leaves it alone for a while after too many failures, and
/// knows how it is.
actor PrometheusLink {
    /// Failures that open the breaker are counted over this time.
    private static let window = Duration.seconds(30)
    /// How long it is left alone then; chance lengthens it by up to half.
    private static let pause = Duration.seconds(5)

    private let client: PrometheusClient
    private let clock: any OpsClock
    private let logger: Logger
    private var breaker: CircuitBreaker
    private var underWay = 0
    private var lastSeenAt: WallTime?
    /// Why the newest question had no answer; nil where it had one.
    private var failure: String?
    private var hasAsked = false

    init(_ settings: PrometheusSettings, clock: any OpsClock, logger: Logger) {
        client = PrometheusClient(settings)
        self.clock = clock
        self.logger = logger
        breaker = CircuitBreaker(
            settings: .init(
                window: Self.window, minimumCalls: 3, failureRatio: 0.5, openFor: Self.pause, jitter: 0.5, probes: 1,
                probeTimeout: settings.timeout + .seconds(5)))
    }

    /// How it is now, for stream and status. Its address is shown; it holds no credentials.
    var status: LinkStatus {
        let state: LinkState =
            switch breaker.state {
            case .open, .halfOpen: .down
            case .closed: failure == nil && hasAsked ? .ok : lastSeenAt == nil ? .down : .degraded
            }
        var status = LinkStatus(name: .prometheus, state: state, lastSeenAt: lastSeenAt)
        status.detail = SafeText.clean(failure ?? client.settings.url, limit: 120)
        return status
    }

    /// The value of an expression now, by the other server's clock.
    ///
    /// - Throws: ``PrometheusClient/Failure``, at once while it is left alone or where too much is asked at a time.
    func value(of expression: String) async throws(PrometheusClient.Failure) -> QueryValue {
        guard underWay < client.settings.concurrency else {
            throw .unreachable("\(underWay) questions are under way already")
        }
        let admission = breaker.allow(at: clock.monotonic)
        guard let pass = admission.pass else {
            throw .unreachable("left alone after failures; the last: \(failure ?? "unknown")")
        }
        underWay += 1
        defer { underWay -= 1 }
        do {
            let reply = try await client.ask("query", [("query", expression)])
            record(nil, pass)
            return reply.value
        } catch {
            record(error, pass)
            throw error
        }
    }

    func close() async { await client.close() }

    /// A server that refuses a question is well; what says that it is not, counts.
    private func record(_ error: PrometheusClient.Failure?, _ pass: CircuitBreaker.Pass) {
        hasAsked = true
        let isWell = error.map(Self.isAnswer) ?? true
        failure = isWell ? nil : error.map { "\($0)" }
        if isWell { lastSeenAt = clock.wall }
        guard let change = breaker.record(isWell ? .success : .failure, of: pass, at: clock.monotonic) else { return }
        logger.notice(
            "the link to Prometheus changed",
            metadata: ["breaker": "\(change.to.rawValue)", "reason": "\(failure ?? "it answers")"])
    }

    private static func isAnswer(_ failure: PrometheusClient.Failure) -> Bool {
        guard case .refused(let kind, _) = failure else { return false }
        return kind == "bad_data" || kind == "execution"
    }
}
