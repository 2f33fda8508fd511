import ArgumentParser
import OpsClient
import OpsCore

/// `opstui keys list`.
struct KeysListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Every key: id, holder, scope, state, source; never the key.")

    @OptionGroup var options: KeyCommandOptions

    func run() async throws {
        try await options.ask(
            { try await $0.keys() }, show: { Output.write(KeyTable.text($0, at: SystemClock().wall)) })
    }
}

/// `opstui keys reload`.
struct KeysReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload", abstract: "Read environment and files anew and say what changed.")

    @OptionGroup var options: KeyCommandOptions

    func run() async throws {
        try await options.ask({ try await $0.reloadKeys() }, show: { Output.write(KeyTable.text($0)) })
    }
}

/// `opstui tenant`.
struct TenantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant", abstract: "The tenants of the server.", subcommands: [List.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Each tenant, its state and how many keys it has.")

        @OptionGroup var options: KeyCommandOptions

        func run() async throws {
            try await options.ask({ try await $0.tenants() }, show: { Output.write(KeyTable.text($0)) })
        }
    }
}
