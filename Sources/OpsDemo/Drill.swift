import Foundation
import OpsClient
import OpsCore

/// Plays the operator of a drill through the same API as everyone else, and notes what the stream shows.
public struct Drill: Sendable {
    let client: OpsClient
    let limitSeconds: Double
    let scenario: DemoScenario

    /// A drill of `scenario` over `client` that gives up after `limitSeconds`.
    public init(_ scenario: DemoScenario, client: OpsClient, limitSeconds: Double) {
        self.scenario = scenario
        self.client = client
        self.limitSeconds = limitSeconds
    }

    /// Runs to the last step or to the limit.
    public func run() async -> DrillReport {
        let record = DrillRecord(scenario == .leak ? LeakJudge() : DrillJudge())
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await follow(record) }
            group.addTask { try? await Task.sleep(for: .milliseconds(Int(limitSeconds * 1000))) }
            await group.next()
            group.cancelAll()
        }
        return await record.report()
    }

    private func follow(_ record: DrillRecord) async {
        for await update in client.stream() {
            if Task.isCancelled { return }
            for order in await record.take(update) { await give(order, record) }
            if await record.isComplete { return }
        }
    }

    private func give(_ order: DrillOrder, _ record: DrillRecord) async {
        do {
            switch order {
            case .actuate(let valve, let action):
                let id = UUID().uuidString.lowercased()
                await record.started(command: id, valve: valve.id)
                let request = ActuationRequest(action: action, reason: "drill", expectRev: valve.rev)
                _ = try await client.actuate(valve: valve.id, request, idempotencyKey: id)
            case .acknowledge(let alert):
                _ = try await client.acknowledgeAlert(id: alert)
            }
        } catch {
            await record.refused(order, "\(error)")
        }
    }
}

/// The drill's picture of the site and what it has seen.
private actor DrillRecord {
    private var script: any DrillScript
    private var snapshot: OpsSnapshot?
    private var notes: [String] = []
    private let started = SystemClock().monotonic

    init(_ script: any DrillScript) { self.script = script }

    /// Takes in an update; answers what the operator does now.
    func take(_ update: StreamUpdate) -> [DrillOrder] {
        switch update {
        case .snapshot(let new): snapshot = new
        case .change(let change): snapshot?.apply(change.change, sequence: change.sequence, at: change.at)
        case .down(let reason, _): note("stream: \(reason)")
        case .alive: break
        }
        guard let snapshot else { return [] }
        return script.orders(snapshot, at: SystemClock().monotonic.seconds(since: started))
    }

    func started(command id: String, valve: String) { script.started(command: id, valve: valve) }

    func refused(_ order: DrillOrder, _ why: String) {
        switch order {
        case .actuate(let valve, let action): note("\(action.rawValue) \(valve.id): \(why)")
        case .acknowledge(let alert): note("acknowledging \(alert): \(why)")
        }
        script.refused(order)
    }

    var isComplete: Bool { script.isComplete }

    func report() -> DrillReport { DrillReport(steps: script.steps, snapshot: snapshot, notes: notes) }

    private func note(_ text: String) { if notes.count < 20 { notes.append(text) } }
}
