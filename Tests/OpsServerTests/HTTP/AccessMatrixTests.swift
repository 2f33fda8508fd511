import Foundation
import NIOHTTP1
import OpsChildren
import OpsCore
import Testing

@testable import OpsServer

/// Every route of the table × every kind of caller, over real sockets: who is let in, who is asked for a key, who is
/// turned away. What is expected is written here anew, not taken from the rules under test.
@Suite(.serialized, .timeLimit(.minutes(4))) struct AccessMatrixTests {
    /// How a caller comes in over TCP.
    enum Kind: String, CaseIterable, Sendable {
        case nobody, forwarded, unknown, paused, revoked, tenant, viewer, `operator`, admin
        case adminKeyAlone, wrongAdminKey, tenantWithAdminKey, viewerWithAdminKey, operatorWithAdminKey,
            adminWithAdminKey
    }

    /// What a route asks for.
    enum Need: Sendable { case nothing, loopback, tenant, viewer, `operator`, admin, adminKey, socket }

    static let adminKey = "the-admin-key-000001"

    static func need(_ route: RoutePolicy) -> Need {
        switch "\(route.method.rawValue) \(route.pattern)" {
        case "GET /health", "GET /livez", "GET /readyz", "GET /errors/{code}", "GET /openapi.json",
            "GET /api/v1/openapi.json", "GET /-/healthy", "GET /-/ready":
            .nothing
        case let name where name == "GET /metrics" || name.contains(" /api/v1/"): .loopback
        case "GET /ops/telemetry-access": .socket
        case "POST /ops/reload-auth", "POST /-/reload", "GET /ops/tenants": .adminKey
        case let name where name.contains(" /v1/keys"): .adminKey
        case let name where name.contains(" /v1/jobs") || name.contains(" /v1/leads/"): .tenant
        case "GET /ops/model-status": .tenant
        case "POST /v1/alerts/{id}/out-of-service", "POST /v1/alerts/{id}/return-to-service": .admin
        case let name where name.hasPrefix("POST "): .operator
        default: .viewer
        }
    }

    /// 401, 403, or 0 for whoever is let in.
    static func verdict(_ need: Need, _ kind: Kind) -> Int {
        if need == .nothing { return 0 }
        switch kind {
        case .unknown, .adminKeyAlone, .wrongAdminKey: return 401
        case .revoked: return 401
        case .paused: return 403
        default: break
        }
        if need == .loopback, kind != .forwarded { return 0 }
        if need == .socket { return 403 }
        if kind == .nobody || kind == .forwarded { return 401 }
        let holdsAdminKey = kind.rawValue.hasSuffix("WithAdminKey")
        let name = kind.rawValue.replacingOccurrences(of: "WithAdminKey", with: "")
        if need == .adminKey { return holdsAdminKey ? 0 : 403 }
        // An operator's key becomes an admin's by the admin key; lesser keys do not.
        if need == .admin, name == "operator" { return holdsAdminKey ? 0 : 403 }
        let rank = ["tenant": 0, "viewer": 1, "operator": 2, "admin": 3][name] ?? -1
        let wanted = need == .tenant ? 0 : need == .admin ? 3 : need == .operator ? 2 : 1
        return rank >= wanted ? 0 : 403
    }

    static func path(_ route: RoutePolicy) -> String {
        let id = route.pattern.hasPrefix("/incidents") ? "1" : route.pattern.contains("alerts") ? "a-2" : "v-101"
        let path = route.pattern.replacingOccurrences(of: "{code}", with: "FORBIDDEN")
            .replacingOccurrences(of: "{id}", with: id).replacingOccurrences(of: "{name}", with: "job")
        return path.hasPrefix("/api/") ? path + "?query=up&start=0&end=10&step=5" : path
    }

    /// Routes that answer and end; the stream's rule is that of `/ops/status`, and has its own tests.
    static let routes = RouteTable.all.filter { $0.pattern != "/ops/stream" }

    @Test func everyRouteForEveryCallerOverTCP() async throws {
        try await AccessHarness.with { edge, keys in
            for kind in Kind.allCases {
                for route in Self.routes {
                    let wanted = Self.verdict(Self.need(route), kind)
                    let answer = try await edge.send(
                        HTTPMethod(rawValue: route.method.rawValue), Self.path(route), headers: keys.headers(of: kind),
                        body: route.method == .post ? "{}" : nil)
                    let isRight = wanted == 0 ? ![401, 403].contains(answer.status) : answer.status == wanted
                    #expect(
                        isRight, "\(kind) \(route.method.rawValue) \(route.pattern): \(answer.status), not \(wanted)")
                    // Prometheus' read API answers in Prometheus' own form.
                    guard wanted != 0, !route.pattern.hasPrefix("/api/v1/") else { continue }
                    let code = try answer.problem().code
                    let codes: [ProblemCode] =
                        kind == .paused
                        ? [.keyPaused] : kind == .revoked ? [.keyRevoked] : [.unauthenticated, .forbidden]
                    #expect(codes.contains(code), "\(kind) \(route.pattern): \(code)")
                }
            }
        }
    }

    /// The routes that move the plant, one by one: no scope below operator, and no admin key, opens them.
    @Test(arguments: [
        "/valves/{id}/actuate", "/valves/{id}/select", "/v1/commands/{id}/confirm", "/v1/commands/{id}/cancel",
        "/incidents/{id}/update", "/pipeline/alerts/{id}/resolve", "/v1/alerts/{id}/ack",
        "/v1/alerts/{id}/resolve", "/v1/alerts/{id}/shelve", "/v1/alerts/{id}/unshelve", "/v1/alerts/webhook",
    ])
    func plantMutationsNeedAnOperator(pattern: String) throws {
        let route = try #require(RouteTable.policy(method: "POST", pattern: pattern))
        #expect(Self.need(route) == .operator)
        #expect(Self.verdict(.operator, .tenantWithAdminKey) == 403)
        #expect(Self.verdict(.operator, .viewerWithAdminKey) == 403)
        #expect(route.access == .atLeast(.operator))
    }

    /// Users of this host, by the kernel's word: another user needs root to become one.
    @Test(.enabled(if: geteuid() == 0)) func everyRouteForEveryPersonOnTheSocket() async throws {
        try await AccessHarness.with { edge, _ in
            _ = chmod(edge.directory.path, 0o755)
            _ = chmod(edge.socketPath, 0o666)
            for person in AccessHarness.Person.allCases {
                let statuses = try await AccessHarness.ask(edge, Self.routes.map { ($0, Self.path($0)) }, as: person)
                #expect(statuses.count == Self.routes.count)
                for (route, status) in zip(Self.routes, statuses) {
                    let wanted = person.verdict(Self.need(route))
                    let isRight = wanted == 0 ? ![401, 403].contains(status) : status == wanted
                    #expect(isRight, "\(person) \(route.method.rawValue) \(route.pattern): \(status), not \(wanted)")
                }
            }
        }
    }
}
