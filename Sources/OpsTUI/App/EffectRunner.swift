import OpsClient
import OpsCore

/// Carries out effects, each with a deadline and at most so many at once; what becomes of them goes into the queue.
actor EffectRunner {
    /// More effects at once than a person can start by hand are a mistake.
    static let concurrencyLimit = 8
    /// Longer than the client's own limits, so that its answer comes first, seconds.
    static let deadlineSeconds = 15.0
    /// Whoever quits does not wait for an answer, seconds.
    static let quitWarningSeconds = 2.0

    private let client: OpsClient
    private let quitWarning: (@Sendable () async -> String?)?
    private let queue: EventQueue
    private var running = 0

    init(client: OpsClient, quitWarning: (@Sendable () async -> String?)?, queue: EventQueue) {
        self.client = client
        self.quitWarning = quitWarning
        self.queue = queue
    }

    /// Starts an effect. ``DashboardEffect/redraw`` and ``DashboardEffect/end(_:)`` are the loop's own.
    func start(_ effect: DashboardEffect) async {
        guard running < Self.concurrencyLimit else {
            await post(Self.failure(of: effect, EffectFailure(text: "too many requests at once; wait a moment")))
            return
        }
        running += 1
        Task {
            let outcome = await run(effect)
            running -= 1
            await post(outcome)
        }
    }

    private func post(_ outcome: EffectOutcome?) async {
        if let outcome { await queue.post(.ended(outcome)) }
    }

    private func run(_ effect: DashboardEffect) async -> EffectOutcome? {
        let (client, quitWarning) = (client, quitWarning)
        if effect == .askQuitWarning {
            let warning = await Race.first(within: Self.quitWarningSeconds, otherwise: String?.none) {
                await quitWarning?()
            }
            return .quitWarning(warning)
        }
        let late = EffectFailure(text: "no answer within \(Int(Self.deadlineSeconds)) s", outcomeUnknown: true)
        return await Race.first(within: Self.deadlineSeconds, otherwise: Self.failure(of: effect, late)) {
            await Self.ask(client, effect)
        }
    }

    private static func ask(_ client: OpsClient, _ effect: DashboardEffect) async -> EffectOutcome? {
        switch effect {
        case .actuate(let valve, let request, let key):
            .actuated(
                idempotencyKey: key,
                await result { () async throws(OpsClientError) in
                    try await client.actuate(valve: valve, request, idempotencyKey: key)
                })
        case .confirmCommand(let id, let seen):
            .actuated(
                idempotencyKey: id,
                await result { () async throws(OpsClientError) in try await client.confirmCommand(id: id, seen) })
        case .cancelCommand(let id, let valve):
            .commandCancelled(
                id: id, valveID: valve,
                await result { () async throws(OpsClientError) in try await client.cancelCommand(id: id) })
        case .acknowledgeAlert(let id, let name):
            .alertChanged(
                id: id, name: name, verb: "acknowledged",
                await result { () async throws(OpsClientError) in try await client.acknowledgeAlert(id: id) })
        case .resolveAlert(let id, let name):
            .alertChanged(
                id: id, name: name, verb: "resolved",
                await result { () async throws(OpsClientError) in try await client.resolveAlert(id: id) })
        case .shelveAlert(let id, let name, let wish):
            .alertChanged(
                id: id, name: name, verb: "shelved",
                await result { () async throws(OpsClientError) in try await client.shelveAlert(id: id, wish) })
        case .unshelveAlert(let id, let name):
            .alertChanged(
                id: id, name: name, verb: "announced again",
                await result { () async throws(OpsClientError) in try await client.unshelveAlert(id: id) })
        case .updateIncident(let id, let update):
            .incidentChanged(
                id: id, verb: verb(update),
                await result { () async throws(OpsClientError) in try await client.updateIncident(id: id, update) })
        case .reloadKeys:
            .keysReloaded(await result { () async throws(OpsClientError) in try await client.reloadKeys() })
        case .askQuitWarning, .redraw, .end: nil
        }
    }

    private static func result<Answer>(
        _ call: () async throws(OpsClientError) -> Answer
    ) async -> Result<Answer, EffectFailure> {
        do {
            return .success(try await call())
        } catch {
            return .failure(EffectFailure(error))
        }
    }

    private static func failure(of effect: DashboardEffect, _ failure: EffectFailure) -> EffectOutcome? {
        switch effect {
        case .actuate(_, _, let key): .actuated(idempotencyKey: key, .failure(failure))
        case .confirmCommand(let id, _): .actuated(idempotencyKey: id, .failure(failure))
        case .cancelCommand(let id, let valve): .commandCancelled(id: id, valveID: valve, .failure(failure))
        case .acknowledgeAlert(let id, let name):
            .alertChanged(id: id, name: name, verb: "acknowledged", .failure(failure))
        case .resolveAlert(let id, let name): .alertChanged(id: id, name: name, verb: "resolved", .failure(failure))
        case .shelveAlert(let id, let name, _):
            .alertChanged(id: id, name: name, verb: "shelved", .failure(failure))
        case .unshelveAlert(let id, let name):
            .alertChanged(id: id, name: name, verb: "announced again", .failure(failure))
        case .updateIncident(let id, let update):
            .incidentChanged(id: id, verb: verb(update), .failure(failure))
        case .reloadKeys: .keysReloaded(.failure(failure))
        case .askQuitWarning: .quitWarning(nil)
        case .redraw, .end: nil
        }
    }

    private static func verb(_ update: IncidentUpdate) -> String { update.status?.rawValue ?? "updated" }
}
