import ArgumentParser
import OpsClient
import OpsCore

/// `opstui keys pause`.
struct KeysPauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "A key is refused (403) until it is resumed.")

    @Argument(help: "The key's id, or its holder where they have one key.")
    var key: String

    @OptionGroup var options: KeyCommandOptions

    func run() async throws {
        try await options.ask(
            { try await $0.pauseKey(id: KeyCommandOptions.id(of: key, $0)) }, show: KeyTable.show)
    }
}

/// `opstui keys resume`.
struct KeysResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "A paused key works again.")

    @Argument(help: "The key's id, or its holder where they have one key.")
    var key: String

    @OptionGroup var options: KeyCommandOptions

    func run() async throws {
        try await options.ask(
            { try await $0.resumeKey(id: KeyCommandOptions.id(of: key, $0)) }, show: KeyTable.show)
    }
}

/// `opstui keys revoke`.
struct KeysRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "A key never works again (401).",
        discussion: "A key of the environment or a file is revoked as well, and stays so after a restart.")

    @Argument(help: "The key's id, or its holder where they have one key.")
    var key: String

    @OptionGroup var options: KeyCommandOptions

    func run() async throws {
        try await options.ask(
            { try await $0.revokeKey(id: KeyCommandOptions.id(of: key, $0)) }, show: KeyTable.show)
    }
}
