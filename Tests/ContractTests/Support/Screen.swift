import Foundation
import OpsTestSupport

/// A dashboard in a tmux of its own, at a place whose server runs already or is started by it.
struct Screen: Sendable {
    let session: TmuxSession

    /// - Parameter arguments: of `opstui`; nil attaches to the place's server.
    static func open(
        _ place: Place, _ arguments: [String]? = nil, columns: Int = 120, rows: Int = 36,
        environment: [String: String] = [:]
    ) async throws -> Screen {
        let attach = ["--socket", place.socket, "--state-dir", place.state, "--env-file", place.envFile]
        let command = [try BuiltBinary.opstui] + (arguments ?? attach)
        return Screen(
            session: try await TmuxSession.start(
                command, columns: columns, rows: rows, environment: place.environment(environment)))
    }

    /// Waits for the panes with a live stream.
    @discardableResult
    func live() async throws -> String { try await session.waitFor("LIVE", within: .seconds(90)) }

    /// Presses a key again and again until the screen shows a text: keys that act wait for a selection to settle.
    @discardableResult
    func press(_ key: String, until needle: String, within limit: Duration = .seconds(20)) async throws -> String {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        while true {
            try await session.sendKeys(key)
            do {
                return try await session.waitFor(needle, within: .seconds(1))
            } catch  where clock.now < deadline {
                continue
            }
        }
    }

    /// Selects the one row of a pane that a filter leaves.
    func select(_ filter: String, pane: String) async throws {
        try await session.sendKeys(pane, "/")
        try await session.type(filter)
        try await session.sendKeys("Enter", "g")
    }

    /// Quits and gives the exit status.
    func quit(within limit: Duration = .seconds(20)) async throws -> Int32 {
        try await session.sendKeys("Escape", "Escape", "q")
        return try await ended(within: limit)
    }

    func ended(within limit: Duration = .seconds(20)) async throws -> Int32 {
        try await eventually(within: limit, "the end of the dashboard") { try await session.exitStatus() != nil }
        return try await session.exitStatus() ?? -1
    }
}
