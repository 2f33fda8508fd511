import ArgumentParser
import Foundation
import OpsClient
import OpsCore

/// `opstui valve confirm`.
struct ValveConfirmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm",
        abstract: "Confirm a command that waits: another person's on a critical valve, or your own.",
        discussion: """
            Shows what is confirmed: the valve, the action, who asked for it and why. Another key or session of the \
            person who asked is not a second person.
            """)

    @Argument(help: "The command's id, or its valve's.")
    var command: String

    @Option(help: ArgumentHelp("How long to follow the command, in seconds; 0: not at all.", valueName: "seconds"))
    var wait = 120

    @Flag(help: "Do not ask back. Without a terminal nothing is asked anyway.")
    var yes = false

    @OptionGroup var options: KeyCommandOptions

    func validate() throws {
        guard (0...3600).contains(wait) else { throw ValidationError("--wait is 0 to 3600 seconds.") }
    }

    func run() async throws {
        try await reporting {
            let client = try await options.attach.connect()
            do {
                let held = try await HeldCommand.find(command, client)
                Output.note("opstui: \(ValveTable.question(held))")
                try agree()
                let follow = CommandFollow(client: client, json: options.json, seconds: wait)
                let begun = try await follow.sending(held.id) { () async throws(OpsClientError) in
                    try await client.confirmCommand(id: held.id, CommandConfirmation(of: held))
                }
                try await follow.run(begun)
            } catch {
                await client.close()
                throw CommandFailure(of: error)
            }
            await client.close()
        }
    }

    private func agree() throws {
        guard !yes, isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return }
        try? FileHandle.standardError.write(contentsOf: Data("opstui: type yes and Enter to confirm it: ".utf8))
        guard readLine(strippingNewline: true) == "yes" else {
            throw CommandFailure(.failed, "not confirmed; nothing was sent")
        }
    }
}

/// `opstui valve cancel`.
struct ValveCancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Take back a command that has not left; one that has, only `valve stop` halts."
    )

    @Argument(help: "The command's id, or its valve's.")
    var command: String

    @OptionGroup var options: KeyCommandOptions

    func run() async throws {
        try await options.ask(
            { try await $0.cancelCommand(id: HeldCommand.id(command, $0)) },
            show: { Output.write("\($0.id)  \($0.valveId)  \(ValveTable.end(of: $0))\n") })
    }
}

/// A command that waits, named by its own id or by its valve's.
enum HeldCommand {
    static func find(_ name: String, _ client: OpsClient) async throws -> CommandStatus {
        try await client.command(id: id(name, client))
    }

    /// The id of the command that `name` stands for: a valve's id stands for the command that holds it or is under way.
    static func id(_ name: String, _ client: OpsClient) async throws -> String {
        let valves = try await client.valves()
        guard let valve = valves.first(where: { $0.id == name }) else { return name }
        guard let command = valve.hold?.commandId ?? valve.commandId else {
            throw CommandFailure(.failed, "NOT_SELECTED: no command waits or is under way on \(valve.id)")
        }
        return command
    }
}
