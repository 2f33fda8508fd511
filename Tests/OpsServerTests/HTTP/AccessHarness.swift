import Foundation
import Logging
import OpsChildren
import OpsCore
import OpsStorage
import Testing

@testable import OpsServer

/// A server whose callers are named by the real access service, in front of a domain that answers everything.
enum AccessHarness {
    /// The keys of each kind of caller.
    struct Keys: Sendable {
        var byKind: [AccessMatrixTests.Kind: String] = [:]

        func headers(of kind: AccessMatrixTests.Kind) -> [(String, String)] {
            var headers = byKind[kind].map { [("x-api-key", $0)] } ?? []
            switch kind {
            case .forwarded: headers.append(("x-forwarded-for", "203.0.113.9"))
            case .wrongAdminKey: headers.append(("x-admin-key", "not-the-admin-key"))
            case .adminKeyAlone, .tenantWithAdminKey, .viewerWithAdminKey, .operatorWithAdminKey, .adminWithAdminKey:
                headers.append(("x-admin-key", AccessMatrixTests.adminKey))
            default: break
            }
            return headers
        }
    }

    /// Users that exist nowhere but in the tests' account database.
    enum Person: UInt32, CaseIterable, Sendable {
        case root = 0, viewer = 64_001, `operator` = 64_002, stranger = 64_003

        var account: LocalAccount {
            let groups: Set<String> =
                self == .viewer ? [LocalRole.viewerGroup] : self == .operator ? [LocalRole.operatorGroup] : ["users"]
            return LocalAccount(name: "user \(rawValue)", groups: groups)
        }

        /// 403, or 0 where let in.
        func verdict(_ need: AccessMatrixTests.Need) -> Int {
            switch self {
            case .root: 0
            case .stranger: 403
            case .operator: need == .adminKey || need == .admin ? 403 : 0
            case .viewer: [.adminKey, .admin, .operator].contains(need) ? 403 : 0
            }
        }
    }

    static func with(_ body: @escaping @Sendable (Edge, Keys) async throws -> Void) async throws {
        try await TestLedger.with { ground in
            let path = ground.directory.file("keys.env")
            try AccessServiceTests.write("API_ADMIN_KEY=\(AccessMatrixTests.adminKey)\n", path)
            var configuration = ServerConfiguration(stateDirectory: ground.directory.path)
            configuration.envFile = path
            let people = LocalPeople { peer in
                Person(rawValue: peer.uid)?.account ?? LocalAccount(name: "nobody", groups: [])
            }
            let access = AccessService(
                configuration: configuration, ledger: ground.ledger, logger: TestLedger.logger, people: people)
            try await access.load()
            let keys = try await keys(access)
            try await withEdge(queries: RouteTests.StubQueries(), gatekeeper: AccessGatekeeper(access: access)) {
                edge in
                try await body(edge, keys)
            }
        }
    }

    private static func keys(_ access: AccessService) async throws -> Keys {
        var keys = Keys()
        for kind in AccessMatrixTests.Kind.allCases {
            let name = kind.rawValue.replacingOccurrences(of: "WithAdminKey", with: "")
            switch kind {
            case .nobody, .forwarded, .adminKeyAlone: continue
            case .unknown:
                keys.byKind[kind] = "a-key-that-nobody-made"
                continue
            default: break
            }
            let scope = Role(rawValue: name) ?? .operator
            let (id, key) = try await KeyServiceTests.make(access, KeyCreation(holder: name, scope: scope))
            keys.byKind[kind] = key
            if kind == .paused || kind == .revoked {
                _ = try await access.change(
                    id, kind == .paused ? .pause : .revoke, "keys.test", by: KeyServiceTests.admin, requestID: "r")
            }
        }
        return keys
    }

    /// The statuses that a person gets, asked over the socket by a process of theirs.
    static func ask(
        _ edge: Edge, _ routes: [(RoutePolicy, String)], as person: Person
    ) async throws -> [Int] {
        let place = try OpsChildren.PrivateDirectory()
        defer { place.remove() }
        var statuses: [Int] = []
        let setpriv = try ProgramFinder.require("setpriv", package: "util-linux")
        let curl = try ProgramFinder.require("curl", package: "curl")
        for (route, path) in routes {
            var arguments = [
                "--reuid", "\(person.rawValue)", "--regid", "\(person.rawValue)", "--clear-groups", curl, "-q", "-s",
                "-m", "60", "-o", "/dev/null", "-w", "%{http_code}", "--unix-socket", edge.socketPath, "-X",
                route.method.rawValue,
            ]
            if route.method == .post { arguments += ["-H", "content-type: application/json", "-d", "{}"] }
            let run = try await ToolRun.run(
                ChildLaunch(
                    program: setpriv, arguments: arguments + ["http://localhost\(path)"],
                    environment: ChildLaunch.plainEnvironment(home: "/")), in: place, timeout: .seconds(90))
            statuses.append(Int(run.output) ?? -1)
        }
        return statuses
    }
}

/// Callers from the real access service; no limits.
struct AccessGatekeeper: Gatekeeper {
    let access: AccessService

    func identify(_ credentials: Credentials) throws(Refusal) -> Caller { try access.identify(credentials) }

    func admit(_ caller: Caller, address: String, to limit: LimitClass) async -> RateLimitDecision {
        standing(of: caller, address: address, under: limit)
    }

    func standing(of caller: Caller, address: String, under limit: LimitClass) -> RateLimitDecision {
        RateLimitDecision(
            allowed: true, limit: 1000, remaining: 999, resetSeconds: 60, retryAfterSeconds: nil, windowSeconds: 60,
            mode: .local)
    }
}
