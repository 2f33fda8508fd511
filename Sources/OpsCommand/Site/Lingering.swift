import Foundation
import OpsServer
import OpsTUI

/// What happens to a server when its dashboard goes while others still need it: it serves on, and ends when idle.
struct Lingering: Sendable {
    let runtime: ServerRuntime
    private let ending = Signals.ending()

    /// What would follow from quitting now, for a person; nil where nothing would.
    func warning() async -> String? {
        let others = max(0, await runtime.attachedCount - 1)
        let commands = await runtime.commandsUnderWay
        var parts: [String] = []
        if others > 0 {
            parts.append(others == 1 ? "1 other dashboard is attached" : "\(others) other dashboards are attached")
        }
        if commands > 0 {
            parts.append(commands == 1 ? "1 valve command is under way" : "\(commands) valve commands are under way")
        }
        guard !parts.isEmpty else { return nil }
        return parts.joined(separator: " and ") + ": the server goes on without this screen until they are done"
    }

    /// Returns once nobody is attached and nothing is under way; at once after SIGTERM and SIGINT, which ask for the
    /// end of the whole.
    func wait(after end: DashboardEnd) async {
        switch end {
        case .signalled(SIGTERM), .signalled(SIGINT): return
        case .quit, .terminalGone, .signalled: break
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await runtime.idle() }
            group.addTask {
                // A second signal ends it whatever is attached; SIGHUP has been seen to.
                for await number in ending where number != SIGHUP { return }
            }
            await group.next()
            group.cancelAll()
        }
    }
}
