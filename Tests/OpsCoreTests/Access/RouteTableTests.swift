import OpsCore
import Testing

@Suite struct RouteTableTests {
    @Test func noRouteComesTwice() {
        let routes = RouteTable.all.map { "\($0.method.rawValue) \($0.pattern)" }
        #expect(Set(routes).count == routes.count)
        #expect(routes.count == 76)
    }

    @Test(arguments: [
        ("GET", "/health", AccessRule.open, LimitClass.probe),
        ("GET", "/metrics", .loopbackOr(.viewer), .metrics),
        ("POST", "/ops/reload-auth", .adminKey, .ops),
        ("GET", "/ops/telemetry-access", .localOnly, .ops),
        ("POST", "/valves/{id}/actuate", .atLeast(.operator), .actuation),
        ("POST", "/valves/{id}/select", .atLeast(.operator), .actuation),
        ("POST", "/v1/commands/{id}/confirm", .atLeast(.operator), .incident),
        ("POST", "/v1/commands/{id}/cancel", .atLeast(.operator), .general),
        ("GET", "/v1/alerts", .atLeast(.viewer), .alerts),
        ("POST", "/pipeline/alerts/{id}/resolve", .atLeast(.operator), .incident),
        ("POST", "/v1/alerts/{id}/out-of-service", .atLeast(.admin), .incident),
        ("POST", "/v1/jobs", .atLeast(.tenant), .work),
    ])
    func saysWhoMayAndHowOften(method: String, pattern: String, access: AccessRule, limit: LimitClass) {
        let policy = RouteTable.policy(method: method, pattern: pattern)
        #expect(policy?.access == access)
        #expect(policy?.limit == limit)
    }

    /// The parts that metrics name are those that answer.
    @Test(arguments: [
        ("GET", "/v1/jobs", ServicePart.gateway), ("GET", "/metrics", .gateway), ("GET", "/valves", .fabric),
        ("POST", "/valves/{id}/actuate", .tasking), ("GET", "/v1/commands/{id}", .tasking),
        ("GET", "/incidents", .fusion), ("POST", "/v1/alerts/webhook", .fusion), ("GET", "/pipeline/alerts", .fusion),
        ("GET", "/api/v1/query", .intelligence), ("POST", "/api/v1/query", .intelligence),
        ("POST", "/-/reload", .intelligence),
    ])
    func eachRouteBelongsToOnePart(method: String, pattern: String, part: ServicePart) {
        #expect(RouteTable.policy(method: method, pattern: pattern)?.service == part)
        #expect(Set(RouteTable.all.map(\.service)) == Set(ServicePart.allCases))
    }

    /// Whatever changes something needs at least a key. Queries that come as forms change nothing.
    @Test func noMutationIsOpen() {
        for route in RouteTable.all where route.method == .post && route.limit != .query {
            let nobody = Caller(identity: .address("203.0.113.9"), role: nil)
            #expect(route.access.refusal(for: nobody, unforwardedLoopback: true)?.code == .unauthenticated)
        }
    }

    /// The admin key opens its own routes beside any key, and no other; without it no key opens them.
    @Test(
        arguments: [
            (.tenant, false, .forbidden), (.tenant, true, nil), (.viewer, true, nil), (.operator, false, .forbidden),
            (.admin, false, .forbidden), (.admin, true, nil), (nil, false, .unauthenticated),
        ] as [(Role?, Bool, ProblemCode?)])
    func theAdminKeysRule(role: Role?, holdsAdminKey: Bool, code: ProblemCode?) {
        let caller = Caller(
            identity: .key(tenant: "t", keyID: "0000000000"), role: role, holdsAdminKey: holdsAdminKey)
        #expect(AccessRule.adminKey.refusal(for: caller, unforwardedLoopback: true)?.code == code)
        guard role == .tenant else { return }
        for rule in [AccessRule.atLeast(.viewer), .atLeast(.operator), .atLeast(.admin), .localOnly] {
            #expect(rule.refusal(for: caller, unforwardedLoopback: false)?.code == .forbidden)
        }
    }

    @Test(arguments: [(Role.admin, nil), (.operator, .forbidden), (.viewer, .forbidden)] as [(Role, ProblemCode?)])
    func onTheSocketAnAdminNeedsNoAdminKey(role: Role, code: ProblemCode?) {
        let person = Caller(identity: .local(user: "op"), role: role)
        #expect(AccessRule.adminKey.refusal(for: person, unforwardedLoopback: false)?.code == code)
    }

    @Test(arguments: [
        ("/valves/v-101/actuate", "/valves/{id}/actuate"), ("/valves", "/valves"), ("/valves/", nil),
        ("/valves//actuate", nil), ("/errors/QUEUE_FULL", "/errors/{code}"), ("/nothing", nil), ("", nil),
    ])
    func findsThePatternOfAPath(path: String, pattern: String?) {
        #expect(RouteTable.pattern(matching: path) == pattern)
    }

    @Test func knowsTheMethodsOfAPattern() {
        #expect(RouteTable.methods(of: "/v1/jobs") == [.post, .get])
        #expect(RouteTable.methods(of: "/nothing").isEmpty)
    }

    @Test(
        arguments: [
            (AccessRule.open, nil, nil), (.atLeast(.tenant), nil, ProblemCode.unauthenticated),
            (.atLeast(.tenant), Role.tenant, nil), (.atLeast(.viewer), .tenant, .forbidden),
            (.atLeast(.viewer), .operator, nil), (.atLeast(.admin), .operator, .forbidden),
            (.atLeast(.admin), .admin, nil),
            (.loopbackOr(.viewer), nil, .unauthenticated), (.localOnly, .admin, .forbidden),
        ] as [(AccessRule, Role?, ProblemCode?)])
    func rulesDecide(rule: AccessRule, role: Role?, code: ProblemCode?) {
        let caller = Caller(identity: .key(tenant: "t", keyID: "00000000"), role: role)
        #expect(rule.refusal(for: caller, unforwardedLoopback: false)?.code == code)
    }

    @Test func loopbackAndSocketHaveTheirRights() {
        let address = Caller(identity: .address("127.0.0.1"), role: nil)
        #expect(AccessRule.loopbackOr(.viewer).refusal(for: address, unforwardedLoopback: true) == nil)
        #expect(AccessRule.atLeast(.viewer).refusal(for: address, unforwardedLoopback: true) != nil)
        let person = Caller(identity: .local(user: "op"), role: .viewer)
        #expect(AccessRule.localOnly.refusal(for: person, unforwardedLoopback: false) == nil)
    }

    @Test func limitClassesOfCallersAndActions() throws {
        let route = try #require(RouteTable.policy(method: "POST", pattern: "/valves/{id}/actuate"))
        let key = Caller(identity: .key(tenant: "t", keyID: "00000000"), role: .operator)
        let person = Caller(identity: .local(user: "op"), role: .admin)
        #expect(route.limit(for: key) == .actuation)
        #expect(route.limit(for: key, action: .close) == .actuation)
        #expect(route.limit(for: person, action: .open) == .local)
        let stream = RoutePolicy(.get, "/ops/stream", .atLeast(.viewer), .ops)
        #expect(stream.limit(for: key) == .ops && stream.limit(for: key, resumes: true) == .resume)
        #expect(stream.limit(for: person) == .resume)
        for action in [ValveAction.stop, .safe] {
            #expect(route.limit(for: key, action: action) == .exempt)
            #expect(route.limit(for: person, action: action) == .exempt)
        }
    }

    /// What rules and panes measure is what customers call, and nothing else.
    @Test func theCustomersExpressionIsTheTablesAudience() throws {
        let expression = try Regex(RouteTable.customerEndpoints)
        for route in RouteTable.all {
            #expect((route.audience == .customer) == (try expression.wholeMatch(in: route.pattern) != nil), "\(route)")
        }
        #expect(RouteTable.all.contains { $0.audience == .customer })
    }
}
