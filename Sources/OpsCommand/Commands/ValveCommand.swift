import ArgumentParser
import Foundation
import OpsClient
import OpsCore

/// `opstui valve`: look at valves and command them, through the server that is asked.
struct ValveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "valve", abstract: "List, show and command valves; confirm and cancel commands.",
        discussion: """
            A command's life is printed step by step until telemetry confirms it. A critical valve's command waits for \
            another person's `opstui valve confirm`.

            Exit codes: 0 confirmed by telemetry; 1 refused, or it ended otherwise; 2 no server can be reached; 3 the \
            outcome is not known, or not yet: look with `opstui valve show`. With --attach the keys come from the files \
            that OPSTUI_KEY_FILE names.
            """,
        subcommands: [
            ValveListCommand.self, ValveShowCommand.self, ValveOpenCommand.self, ValveCloseCommand.self,
            ValveSetCommand.self, ValveStopCommand.self, ValveSafeCommand.self, ValveSelectCommand.self,
            ValveConfirmCommand.self, ValveCancelCommand.self, ValveCommandsCommand.self,
        ])
}

/// What the commands that move a valve share.
struct ValveActOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Why; kept with the command and sent to the device.", valueName: "text"))
    var reason: String?

    @Option(help: ArgumentHelp("How long to follow the command, in seconds; 0: not at all.", valueName: "seconds"))
    var wait = 120

    @Flag(help: "Do not ask back. Without a terminal nothing is asked anyway.")
    var yes = false

    @Option(
        name: .customLong("idempotency-key"),
        help: ArgumentHelp("The command's id: given again, it starts nothing new.", valueName: "id"))
    var key: String?

    @OptionGroup var keyOptions: KeyCommandOptions

    func validate() throws {
        guard (0...3600).contains(wait) else { throw ValidationError("--wait is 0 to 3600 seconds.") }
    }

    /// Asks back where a person sits at a terminal, then commands the valve and follows the command.
    func act(_ valve: String, _ action: ValveAction, position: Double? = nil, selects: Bool = false) async throws {
        let request = ActuationRequest(action: action, position: position, reason: reason)
        try await reporting {
            if !selects { try confirm(valve, request) }
            let client = try await keyOptions.attach.connect()
            do {
                let id = key ?? UUID().uuidString.lowercased()
                let follow = CommandFollow(client: client, json: keyOptions.json, seconds: selects ? 0 : wait)
                let begun =
                    selects
                    ? try await client.select(valve: valve, request, idempotencyKey: id)
                    : try await follow.sending(id) { () async throws(OpsClientError) in
                        try await client.actuate(valve: valve, request, idempotencyKey: id)
                    }
                try await follow.run(begun)
            } catch {
                await client.close()
                throw CommandFailure(of: error)
            }
            await client.close()
        }
    }

    /// A slip of the finger at a terminal must not move a valve: its id is typed once more. `stop` and `safe` go at once.
    private func confirm(_ valve: String, _ request: ActuationRequest) throws {
        guard !yes, !request.action.isUnconditional, isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
            return
        }
        let what = ValveTable.action(request.action, request.position)
        let prompt = "opstui: \(what) \(SafeText.clean(valve, limit: 64))? Type its id and Enter: "
        try? FileHandle.standardError.write(contentsOf: Data(prompt.utf8))
        guard readLine(strippingNewline: true) == valve else {
            throw CommandFailure(.failed, "not confirmed; nothing was sent")
        }
    }
}
