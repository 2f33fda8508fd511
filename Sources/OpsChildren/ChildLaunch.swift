import Foundation
import Glibc

/// What to start, and as whom. Arguments are visible to every user of the machine: no secrets here.
public struct ChildLaunch: Sendable {
    /// The program's absolute path.
    public var program: String
    /// Its arguments, without its own name.
    public var arguments: [String]
    /// Its whole environment.
    public var environment: [String: String]
    /// Where its output and errors go, emptied first; nil discards them.
    public var outputPath: String?
    /// The account to become; needs root and `setpriv`.
    public var account: String?
    /// What the child gets when we die: `TERM`, or `INT` for a database.
    public var deathSignal: String

    public init(
        program: String, arguments: [String] = [], environment: [String: String] = [:], outputPath: String? = nil,
        account: String? = nil, deathSignal: String = "TERM"
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.outputPath = outputPath
        self.account = account
        self.deathSignal = deathSignal
    }

    /// PATH, a C locale in UTF-8, and a home; nothing of ours, which may hold secrets.
    public static func plainEnvironment(home: String) -> [String: String] {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
        return ["PATH": path, "LC_ALL": "C.UTF-8", "HOME": home]
    }

    /// The whole argument list, behind `setpriv` where the machine has it: the kernel then signals the
    /// child when the thread that started it ends, however we die.
    func commandLine() throws(ChildError) -> [String] {
        guard let setpriv = ProgramFinder.find("setpriv") else {
            if account != nil { throw .programMissing(program: "setpriv", package: "util-linux") }
            return [program] + arguments
        }
        return [setpriv, "--pdeathsig", deathSignal] + (try identity()) + ["--", program] + arguments
    }

    private func identity() throws(ChildError) -> [String] {
        guard let account else { return [] }
        guard let entry = Account.named(account) else { throw .badAccount("no user \(account) on this machine") }
        return ["--reuid", "\(entry.user)", "--regid", "\(entry.group)", "--init-groups"]
    }
}
