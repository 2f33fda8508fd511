import ArgumentParser
import Foundation
import OpsClient
import OpsCore
import OpsTUI

/// `opstui status`: the same facts as plain text or JSON.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Say how the server is, once or at each change.",
        discussion: "Exit code 0: all well; 1: something is wrong; 2: no server can be reached.")

    @Flag(help: "JSON, schema ops.status/1.")
    var json = false

    @Flag(help: "A line (or an object) at each change of what is wrong, until interrupted.")
    var follow = false

    @OptionGroup var attach: AttachOptions

    func run() async throws {
        try await reporting {
            let client = try await attach.connect()
            let isAllWell: Bool
            do {
                isAllWell = try await tell(client)
            } catch {
                await client.close()
                throw error
            }
            await client.close()
            if !isAllWell { throw ExitCode(CommandFailure.Code.failed.rawValue) }
        }
    }

    /// Once or until the stream ends; false where something is wrong.
    private func tell(_ client: OpsClient) async throws -> Bool {
        if follow {
            try await followChanges(client)
            return true
        }
        let snapshot = try await client.snapshotOrFail()
        try show(snapshot)
        return StatusReport.isAllWell(snapshot)
    }

    private func show(_ snapshot: OpsSnapshot) throws {
        if json {
            Output.write(String(decoding: try OpsJSON.encoder().encode(StatusReport(snapshot)), as: UTF8.self) + "\n")
        } else {
            Output.write(PlainText.render(snapshot, width: 100))
        }
    }

    /// The first line of the plain text: where, when, how.
    private func headline(_ snapshot: OpsSnapshot) -> String {
        String(PlainText.render(snapshot, width: 100).prefix { $0 != "\n" })
    }

    private func followChanges(_ client: OpsClient) async throws {
        var picture: OpsSnapshot?
        var shown: String?
        for await update in client.stream() {
            switch update {
            case .snapshot(let new): picture = new
            case .change(let change): picture?.apply(change.change, sequence: change.sequence, at: change.at)
            case .alive: continue
            case .down(let reason, _):
                Output.note("opstui: \(reason)")
                continue
            }
            guard let picture else { continue }
            let essence = essence(StatusReport(picture))
            guard essence != shown else { continue }
            shown = essence
            if json { try show(picture) } else { Output.write(headline(picture) + "\n") }
        }
    }

    /// What must change for another line: everything but the numbers that always move.
    private func essence(_ report: StatusReport) -> String {
        let links = report.links.mapValues(\.state).sorted { $0.key < $1.key }.map { "\($0.key)\($0.value)" }
        let alerts = report.alerts.map { "\($0.id)\($0.state)" }
        let valves = report.valves.map { "\($0.id)\($0.state)\($0.stale)\($0.quality)" }
        return "\(links)\(report.incidents)\(alerts)\(report.breakers)\(valves)"
    }
}

extension OpsClient {
    /// A snapshot, or the exit code 2.
    func snapshotOrFail() async throws -> OpsSnapshot {
        do {
            return try await snapshot()
        } catch {
            throw CommandFailure(.unreachable, "\(error)")
        }
    }
}
