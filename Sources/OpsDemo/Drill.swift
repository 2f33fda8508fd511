import Foundation
import OpsClient
import OpsCore

/// How the drill ended.
public struct DrillReport: Sendable {
    /// Each step and when it was seen, in seconds; nil where it was not.
    public var steps: [(step: DrillStep, seenAt: Double?)]
    public var snapshot: OpsSnapshot?
    /// What went wrong on the way, e.g. a refused command.
    public var notes: [String]

    public var passed: Bool { steps.allSatisfy { $0.seenAt != nil } }

    /// A line a step, then the verdict.
    public func text() -> String {
        let width = DrillStep.allCases.map(\.rawValue.count).max() ?? 0
        let lines = steps.map { entry in
            let name = entry.step.rawValue.padding(toLength: width, withPad: " ", startingAt: 0)
            guard let at = entry.seenAt else { return "  FAILED  \(name)  not seen" }
            return "  ok      \(name)  after \(String(format: "%.1f", at)) s"
        }
        let verdict = passed ? "drill passed" : "drill FAILED"
        return (lines + notes.map { "  note    \($0)" } + [verdict]).joined(separator: "\n")
    }
}

/// Plays the operator of the outage drill through the same API as everyone else, and notes what the stream shows.
public struct Drill: Sendable {
    let client: OpsClient
    let limitSeconds: Double

    /// A drill over `client` that gives up after `limitSeconds`.
    public init(client: OpsClient, limitSeconds: Double) {
        self.client = client
        self.limitSeconds = limitSeconds
    }

    /// Runs to the last step or to the limit.
    public func run() async -> DrillReport {
        let record = DrillRecord()
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
            guard let valve = await record.take(update) else {
                if await record.isComplete { return }
                continue
            }
            let id = UUID().uuidString.lowercased()
            await record.started(command: id)
            let request = ActuationRequest(action: .close, reason: "drill", expectRev: valve.rev)
            do {
                _ = try await client.actuate(valve: valve.id, request, idempotencyKey: id)
            } catch {
                await record.refused("closing \(valve.id): \(error)")
            }
        }
    }
}

/// The drill's picture of the site and what it has seen.
private actor DrillRecord {
    private var judge = DrillJudge()
    private var snapshot: OpsSnapshot?
    private var notes: [String] = []
    private let started = SystemClock().monotonic

    /// Takes in an update; answers the valve to close, once.
    func take(_ update: StreamUpdate) -> ValveStatus? {
        switch update {
        case .snapshot(let new): snapshot = new
        case .change(let change): snapshot?.apply(change.change, sequence: change.sequence, at: change.at)
        case .down(let reason, _): note("stream: \(reason)")
        case .alive: break
        }
        guard let snapshot else { return nil }
        let elapsed = SystemClock().monotonic.seconds(since: started)
        return judge.observe(snapshot, at: elapsed) ? judge.valve : nil
    }

    func started(command id: String) { judge.commandID = id }

    func note(_ text: String) { if notes.count < 20 { notes.append(text) } }

    func refused(_ why: String) {
        note(why)
        judge.refused()
    }

    var isComplete: Bool { judge.missing.isEmpty }

    func report() -> DrillReport {
        DrillReport(
            steps: DrillStep.allCases.map { (step: $0, seenAt: judge.seen[$0]) }, snapshot: snapshot, notes: notes)
    }
}
