import ArgumentParser
import Foundation
import OpsClient
import OpsCore

/// `opstui keys add`.
struct KeysAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Make a key in the server's store and print it, once.")

    @Argument(help: "Who holds the key: a tenant, or the name of a person or program.")
    var holder: String

    @Argument(help: ArgumentHelp("A dash: take the key from standard input instead of making one.", valueName: "-"))
    var source: String?

    @Option(help: "tenant, viewer, operator or admin.")
    var scope: String = Role.tenant.rawValue

    @Option(help: ArgumentHelp("When it stops by itself, e.g. 90d, 12h, 30m, 45s.", valueName: "duration"))
    var expires: String?

    @OptionGroup var options: KeyCommandOptions

    func validate() throws {
        guard source == nil || source == "-" else {
            throw ValidationError("A key is never an argument: write - and give it on standard input.")
        }
        guard Role(rawValue: scope) != nil else {
            throw ValidationError("--scope is tenant, viewer, operator or admin.")
        }
        _ = try expires.map(SpanText.seconds)
    }

    func run() async throws {
        var wish = KeyCreation(holder: holder, scope: Role(rawValue: scope))
        wish.expiresInSeconds = try expires.map(SpanText.seconds)
        if source != nil { wish.key = try await reporting { try KeyInput.read() } }
        let made = wish
        try await options.ask({ try await $0.createKey(made) }, show: KeyTable.show)
    }
}

/// `opstui keys rotate`.
struct KeysRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Make a key's successor and print it, once; the old key works on for a while.")

    @Argument(help: "The key's id, or its holder where they have one key.")
    var key: String

    @Option(help: ArgumentHelp("How long the old key still works (default 24h; 0: not at all).", valueName: "duration"))
    var grace: String?

    @Option(help: ArgumentHelp("When the new key stops by itself.", valueName: "duration"))
    var expires: String?

    @OptionGroup var options: KeyCommandOptions

    func validate() throws {
        _ = try grace.map(SpanText.seconds)
        _ = try expires.map(SpanText.seconds)
    }

    func run() async throws {
        let wish = KeyRotation(
            graceSeconds: try grace.map(SpanText.seconds), expiresInSeconds: try expires.map(SpanText.seconds))
        try await options.ask(
            { try await $0.rotateKey(id: KeyCommandOptions.id(of: key, $0), wish) }, show: KeyTable.show)
    }
}

/// A length of time as people write it: `90d`, `12h`, `30m`, `45s`; a bare number is seconds.
enum SpanText {
    private static let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]

    /// - Throws: `ValidationError` for anything else, and for more than a hundred years.
    static func seconds(_ text: String) throws -> Int {
        let unit = text.last.flatMap { units[$0] }
        let digits = unit == nil ? text[...] : text.dropLast()
        guard !digits.isEmpty, digits.count <= 10, digits.allSatisfy({ $0.isASCII && $0.isNumber }),
            let count = Int(digits), count * (unit ?? 1) <= 3_155_760_000
        else { throw ValidationError("'\(text)' is no length of time: write 90d, 12h, 30m or 45s.") }
        return count * (unit ?? 1)
    }
}

/// A key from standard input.
enum KeyInput {
    /// The first line of standard input, without white space around it.
    static func read() throws -> String {
        guard let line = readLine(strippingNewline: true)?.trimmingCharacters(in: .whitespaces), !line.isEmpty else {
            throw CommandFailure(.failed, "no key came on standard input; pipe it in: … < FILE")
        }
        return line
    }
}
