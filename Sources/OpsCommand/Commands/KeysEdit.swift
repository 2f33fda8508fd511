import ArgumentParser
import Foundation
import OpsClient
import OpsCore

/// `opstui keys edit`: changes the keys of an environment file, then has the server read it (CONTRACT row A13).
struct KeysEditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Change the keys of an environment file, then reload them.",
        discussion: """
            The file is replaced as a whole, beside a backup that only its owner can read. A key that is made here is \
            printed once, on standard output; a key that is given comes from standard input, never as an argument. \
            Exit code 2: the file is changed, but no server could be told.
            """)

    @Option(
        name: .customLong("add-tenants"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "Add tenants, each NAME:- with its key on a line of standard input, or NAME to have one made.",
            valueName: "name:-"))
    var additions: [String] = []

    @Option(
        name: .customLong("remove-keys"), parsing: .upToNextOption,
        help: ArgumentHelp("Remove keys by their ids (`opstui keys list`).", valueName: "key-id"))
    var removals: [String] = []

    @Option(help: ArgumentHelp("Give a tenant a new key and print it.", valueName: "name"))
    var rotate: [String] = []

    @Option(help: ArgumentHelp("How long rotated keys still work (default 24h; 0: not at all).", valueName: "duration"))
    var grace = "24h"

    @Option(name: .customLong("env-file"), help: ArgumentHelp("The environment file.", valueName: "file"))
    var file = ".env"

    @OptionGroup var attach: AttachOptions

    func validate() throws {
        guard !additions.isEmpty || !removals.isEmpty || !rotate.isEmpty else {
            throw ValidationError("Nothing to do: give --add-tenants, --remove-keys or --rotate.")
        }
        for addition in additions {
            let parts = addition.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 1 || parts[1] == "-" else {
                throw ValidationError("A key is never an argument: write \(parts[0]):- and give it on standard input.")
            }
        }
        guard try SpanText.seconds(grace) <= 30 * 86_400 else { throw ValidationError("--grace is 30 days at most.") }
    }

    func run() async throws {
        try await reporting {
            let server = try await server()
            do {
                try await edit(server)
            } catch {
                await server.client?.close()
                throw CommandFailure(of: error)
            }
            await server.client?.close()
        }
    }

    /// The server to tell; none where it cannot be reached, with the reason.
    private func server() async throws -> (client: OpsClient?, why: String) {
        do {
            return (try await attach.connect(), "")
        } catch let failure as CommandFailure {
            guard removals.isEmpty else { throw failure }
            return (nil, failure.description)
        }
    }

    private func edit(_ server: (client: OpsClient?, why: String)) async throws {
        let doomed = try await keysToRemove(server.client)
        var made: [(name: String, key: Secret)] = []
        let backup = try KeyFileRewrite.run(file) { text, name in
            let edit = try EnvFileEdit(text: text, file: name)
            var change = KeyFileChange(edit, at: SystemClock().wall, production: Self.isProduction(edit))
            made = try apply(to: &change, removing: doomed)
            return change.edit.text
        }
        Output.note("opstui: \(file) is changed" + (backup.map { "; as it was: \($0)" } ?? ""))
        for (name, key) in made {
            Output.note("opstui: the new key of \(name), shown once; keep it now")
            Output.write(key.reveal() + "\n")
        }
        guard let client = server.client else {
            throw CommandFailure(
                .unreachable, "the server was not told, it reads \(file) at its next start: \(server.why)")
        }
        let reload = try await client.reloadKeys()
        for line in KeyTable.text(reload).split(separator: "\n") { Output.note("opstui: \(line)") }
        guard reload.rejected.isEmpty else {
            throw CommandFailure(
                .failed, "the server read \(file) and left out the keys marked with ! above; change them and try again")
        }
        try confirm(reload)
    }

    /// True where the server, which reads the same file, will refuse short and demo keys.
    private static func isProduction(_ edit: EnvFileEdit) -> Bool {
        [ProcessInfo.processInfo.environment["ENVIRONMENT"], edit.value(of: "ENVIRONMENT")]
            .contains { $0?.lowercased() == "production" }
    }

    /// Holds what the reload did against what was asked for: a key that is taken for ended must not still work.
    private func confirm(_ reload: KeyReload) throws {
        let added = Set(reload.added.map(\.tenant))
        let removed = Set(reload.removed.map(\.keyId))
        var missing = removals.filter { !removed.contains($0) }.map { "the key \($0) is not removed" }
        for name in rotate + additions.map({ $0.split(separator: ":").first.map(String.init) ?? $0 })
        where !added.contains(name.lowercased()) {
            missing.append("\(name)'s new key is not taken in")
        }
        guard !missing.isEmpty else { return }
        let what = SafeText.clean(missing.joined(separator: ", "), limit: 300)
        throw CommandFailure(
            .failed,
            "\(file) is changed, but \(what); the server reads \(Self.shown(reload.envFile))"
                + " and its process environment, which goes before it")
    }

    /// Refuses a file that is not the server's; the server has read its own as it is now, so that the next reload's
    /// answer tells this change alone.
    private func checkFile(_ client: OpsClient) async throws {
        let theirs = try await client.reloadKeys().envFile
        let ours = URL(fileURLWithPath: file).resolvingSymlinksInPath().path
        guard theirs == ours else {
            throw CommandFailure(
                .failed,
                "the server does not read \(ours) but \(Self.shown(theirs)); nothing is changed,"
                    + " give its file as --env-file")
        }
    }

    private static func shown(_ path: String?) -> String {
        path.map { SafeText.clean($0, limit: 200) } ?? "no environment file"
    }

    /// The keys to remove as the server knows them.
    private func keysToRemove(_ client: OpsClient?) async throws -> [KeyStatus] {
        guard let client else { return [] }
        try await checkFile(client)
        guard !removals.isEmpty else { return [] }
        let keys = try await client.keys()
        return try removals.map { id in
            guard let key = keys.first(where: { $0.id == id }) else {
                throw CommandFailure(
                    .failed,
                    "RESOURCE_NOT_FOUND: no key has the id \(SafeText.clean(id, limit: 64)); try `opstui keys list`")
            }
            guard key.variable != nil, key.source == URL(fileURLWithPath: file).lastPathComponent else {
                throw CommandFailure(
                    .failed, "the key \(id) is set in \(key.source), not in \(file); `opstui keys revoke \(id)` ends it"
                )
            }
            return key
        }
    }

    private func apply(
        to change: inout KeyFileChange, removing doomed: [KeyStatus]
    ) throws -> [(name: String, key: Secret)] {
        var made: [(name: String, key: Secret)] = []
        for key in doomed { try change.remove(variable: key.variable ?? "", holder: key.holder) }
        for name in rotate {
            let key = KeyText.makeForFile()
            try change.rotate(tenant: name, to: key, graceSeconds: try SpanText.seconds(grace))
            made.append((name, key))
        }
        for addition in additions {
            if addition.hasSuffix(":-") {
                try change.add(tenant: String(addition.dropLast(2)), key: Secret(try KeyInput.read()))
            } else {
                let key = KeyText.makeForFile()
                try change.add(tenant: addition, key: key)
                made.append((addition, key))
            }
        }
        return made
    }
}
