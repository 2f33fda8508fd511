import Foundation
import OpsClient
import OpsCore
import OpsDemo
import OpsTUI

/// The demo without a screen: the drill of its scenario, to the end or to a signal.
struct DrillRun: Sendable {
    /// What is printed, and whether everything worked.
    struct Outcome: Sendable {
        var text: String
        var passed: Bool
    }

    /// A drill gives up after this long.
    static let limitSeconds = 55

    let client: OpsClient
    let scenario: DemoScenario
    let traffic: Bool
    let seconds: Int?
    private let ending = Signals.ending()

    /// Plays it, and gives what a person should read.
    func play() async -> Outcome {
        await withTaskGroup(of: Outcome.self) { group in
            group.addTask { await hasDrill ? drill() : watch() }
            group.addTask {
                for await number in ending {
                    return Outcome(text: "ended by signal \(number)\n", passed: false)
                }
                try? await Task.sleep(for: .seconds(86_400))
                return Outcome(text: "", passed: false)
            }
            let first = await group.next() ?? Outcome(text: "", passed: false)
            group.cancelAll()
            return first
        }
    }

    /// The outage shows in what customers get; the leak needs none.
    private var hasDrill: Bool { scenario == .leak || (scenario == .outage && traffic) }

    private func drill() async -> Outcome {
        let limit = Double(min(seconds ?? Self.limitSeconds, Self.limitSeconds))
        let report = await Drill(scenario, client: client, limitSeconds: limit).run()
        let screen = report.snapshot.map { PlainText.render($0, width: 100) } ?? "no snapshot came\n"
        return Outcome(text: screen + "\n" + report.text() + "\n", passed: report.passed)
    }

    /// A scenario without a drill: let it run, then say how it is.
    private func watch() async -> Outcome {
        try? await Task.sleep(for: .seconds(seconds ?? 20))
        guard let snapshot = try? await client.snapshot() else {
            return Outcome(text: "the server does not answer\n", passed: false)
        }
        return Outcome(text: PlainText.render(snapshot, width: 100), passed: StatusReport.isAllWell(snapshot))
    }
}
