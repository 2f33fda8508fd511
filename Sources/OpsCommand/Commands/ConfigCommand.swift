import ArgumentParser
import Foundation
import OpsServer

/// `opstui config`: what is set, and where.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Show or check the configuration.", subcommands: [Show.self, Check.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Every setting, its value and where it comes from; secrets hidden.")

        @OptionGroup var server: ServerOptions

        func run() async throws {
            try await reporting {
                let loaded = try server.load()
                let width = loaded.entries.map(\.name.count).max() ?? 0
                for entry in loaded.entries {
                    let name = entry.name.padding(toLength: width, withPad: " ", startingAt: 0)
                    Output.write("\(name)  \(entry.value.isEmpty ? "-" : entry.value)  (\(entry.origin))" + "\n")
                }
                for note in loaded.notes { Output.write("note: \(note)\n") }
            }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say whether the configuration can be used.")

        @OptionGroup var server: ServerOptions

        func run() async throws {
            try await reporting {
                let loaded = try server.load()
                for note in loaded.notes { Output.write("note: \(note)\n") }
                Output.write("the configuration is good\n")
            }
        }
    }
}
