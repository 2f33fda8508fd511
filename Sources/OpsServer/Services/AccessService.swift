import Foundation
import Logging
import OpsCore

/// Who callers are: keys from the environment and the `.env` file, and people on the Unix socket.
actor AccessService {
    private let configuration: ServerConfiguration
    private let ledger: Ledger
    private let logger: Logger
    private var ring = KeyRing([])
    private var users: [UInt32: Caller] = [:]
    /// Of two reloads at once the later one must win.
    private let gate = SerialGate(limit: 8)

    init(configuration: ServerConfiguration, ledger: Ledger, logger: Logger) {
        self.configuration = configuration
        self.ledger = ledger
        self.logger = logger
    }

    /// The tenants, without their traffic.
    var tenants: [TenantStatus] { ring.tenants }
    var keyCount: Int { ring.keyCount }

    /// Reads the keys for the first time. In production any rejected key stops the start.
    func load() throws {
        let (next, found) = try read()
        if configuration.environment == .production, let first = found.rejected.first {
            throw ServerStartError("\(first.source): \(first.reason)")
        }
        for rejection in found.rejected {
            logger.warning(
                "a key was left out", metadata: ["source": "\(rejection.source)", "why": "\(rejection.reason)"])
        }
        ring = next
    }

    /// Reads the keys anew and swaps them at once; a source that cannot be read changes nothing.
    func reload(by caller: Caller, requestID: String) async throws -> KeyReload {
        try await gate.enter()
        defer { gate.leave() }
        let (next, found): (KeyRing, KeySources.Result)
        do {
            (next, found) = try read()
        } catch {
            throw Refusal(.validationFailed, "The keys were not changed: \(SafeText.clean("\(error)", limit: 300))")
        }
        let result = KeyRing.diff(from: ring, to: next, rejected: found.rejected, notes: found.notes)
        let note = AuditNote(
            by: caller.name, "keys.reload", "keys", outcome: "done", requestID: requestID,
            details: ["added": "\(result.added.count)", "removed": "\(result.removed.count)"])
        try await ledger.commit(note) { _ in }
        ring = next
        users = [:]
        return result
    }

    /// See ``Gatekeeper/identify(_:)``.
    func identify(_ credentials: Credentials) throws -> Caller {
        if let peer = credentials.peer { return try local(peer) }
        if let caller = try ring.caller(
            key: credentials.key, adminKey: credentials.adminKey, adminFrom: .tenant)
        {
            return caller
        }
        let role: Role? = configuration.requireKeys ? nil : .operator
        return Caller(identity: .address(credentials.address), role: role)
    }

    private func read() throws -> (KeyRing, KeySources.Result) {
        var entries: [EnvEntry] = []
        var name = ".env"
        if let path = configuration.envFile, PrivateFile.exists(path) {
            name = URL(fileURLWithPath: path).lastPathComponent
            entries = try EnvFile.parse(text: try PrivateFile.read(path), file: name)
        }
        let found = KeySources.entries(
            environment: configuration.keyEnvironment, envFile: entries, envFileName: name,
            production: configuration.environment == .production, contents: { try PrivateFile.secret($0) })
        return (KeyRing(found.entries), found)
    }

    // MARK: People on the socket

    private func local(_ peer: LocalPeer) throws -> Caller {
        if let known = users[peer.uid] { return known }
        let account = LocalAccount(uid: peer.uid)
        let role: Role
        if peer.uid == 0 || peer.uid == getuid() {
            role = .admin
        } else if account.groups.contains("opstui-operator") {
            role = .operator
        } else if account.groups.contains("opstui-viewer") {
            role = .viewer
        } else {
            throw Refusal(
                .forbidden, "The user \(account.name) is in neither of the groups opstui-operator and opstui-viewer")
        }
        let caller = Caller(identity: .local(user: account.name), role: role)
        // A group that is given or taken counts from the next start of the server or reload of its keys.
        if users.count < 1024 { users[peer.uid] = caller }
        return caller
    }
}
