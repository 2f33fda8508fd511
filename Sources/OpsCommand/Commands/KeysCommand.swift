import ArgumentParser
import Foundation
import OpsClient
import OpsCore

/// `opstui keys`: who may call, decided by the server that is asked.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "List, make, rotate, pause, resume and revoke keys; reload them.",
        discussion: """
            Over the server's socket this needs root or the server's own user; with --attach it needs a key and the \
            admin key, from the files that OPSTUI_KEY_FILE and OPSTUI_ADMIN_KEY_FILE name. A key is printed once, on \
            standard output, when it is made.
            """,
        subcommands: [
            KeysListCommand.self, KeysAddCommand.self, KeysRotateCommand.self, KeysPauseCommand.self,
            KeysResumeCommand.self, KeysRevokeCommand.self, KeysReloadCommand.self, KeysEditCommand.self,
        ])
}

/// What the key commands share: the server, and the form of the answer.
struct KeyCommandOptions: ParsableArguments {
    @Flag(help: "JSON, as the server answers it.")
    var json = false

    @OptionGroup var attach: AttachOptions

    /// Asks the server and prints its answer; a refusal is one line with the problem's code, and exit code 1.
    func ask<Answer: Encodable & Sendable>(
        _ call: (OpsClient) async throws -> Answer, show: (Answer) -> Void
    ) async throws {
        try await reporting {
            let client = try await attach.connect()
            do {
                let answer = try await call(client)
                await client.close()
                guard json else { return show(answer) }
                Output.write(String(decoding: try OpsJSON.encoder().encode(answer), as: UTF8.self) + "\n")
            } catch {
                await client.close()
                throw CommandFailure(of: error)
            }
        }
    }

    /// The id that `name` stands for: an id itself, or the one key of a holder that has not ended and was not rotated.
    static func id(of name: String, _ client: OpsClient) async throws -> String {
        let keys = try await client.keys()
        if let key = keys.first(where: { $0.id == name }) { return key.id }
        let held = keys.filter { $0.holder == name.lowercased() && $0.ended == nil && $0.graceUntil == nil }
        if held.count == 1, let key = held.first { return key.id }
        let shown = SafeText.clean(name, limit: 64)
        guard !held.isEmpty else {
            throw CommandFailure(
                .failed, "RESOURCE_NOT_FOUND: no key has the id or the holder \(shown); try `opstui keys list`")
        }
        throw CommandFailure(
            .failed, "\(shown) holds \(held.count) keys: name one by its id, \(held.map(\.id).joined(separator: ", "))")
    }
}

extension CommandFailure {
    /// The failure that a client's error stands for: 2 where the server cannot be reached, 1 where it refused.
    init(of error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let failure as OpsClientError:
            if case .unreachable = failure {
                self.init(.unreachable, "\(failure)")
            } else {
                self.init(.failed, "\(failure)")
            }
        default: self.init(.failed, "\(error)")
        }
    }
}
