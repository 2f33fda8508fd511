import OpsCore
import Testing

@testable import OpsServer

/// Which rule a request falls under, and by whom it is counted.
@Suite struct RateLimitBookTests {
    private static let tenant = Caller(identity: .key(tenant: "acme", keyID: "k1"), role: .tenant)
    private static let nobody = Caller(identity: .address("192.0.2.1"), role: nil)
    private static let person = Caller(identity: .local(user: "kim"), role: .admin)

    private func book(_ overrides: RateLimitOverride?...) -> RateLimitBook {
        RateLimitBook(
            site: "main", classes: ServerConfiguration.defaultLimits, overrides: overrides.compactMap(\.self))
    }

    private func counted(
        _ book: RateLimitBook, _ caller: Caller, _ limit: LimitClass, from address: String = "192.0.2.1"
    ) -> String? {
        let name = book.subject(of: caller, address: address, limit: limit)?.name
        return name.map { String($0.dropFirst("opstui:{main}:limit:".count)) }
    }

    @Test func plantMutationsCountByAddressAndTheRestByCaller() {
        let book = book()
        #expect(counted(book, Self.tenant, .actuation) == "actuation:10/60:ip:192.0.2.1")
        #expect(counted(book, Self.tenant, .incident) == "incident:20/60:ip:192.0.2.1")
        #expect(counted(book, Self.tenant, .general) == "general:100/60:ip:192.0.2.1")
        #expect(counted(book, Self.tenant, .ops) == "ops:5/60:key:k1")
        #expect(counted(book, Self.tenant, .alerts) == "alerts:20/60:key:k1")
        #expect(counted(book, Self.tenant, .resume) == "resume:60/60:key:k1")
        #expect(counted(book, Self.nobody, .ops) == "ops:5/60:ip:192.0.2.1")
        #expect(counted(book, Self.person, .local, from: "local") == "local:1200/60:user:kim")
        #expect(counted(book, Self.tenant, .exempt) == nil)
    }

    @Test(arguments: [
        ("2001:db8:1:2:3:4:5:6", "ip:2001:db8:1:2::"), ("2001:db8:1:2:ffff::1", "ip:2001:db8:1:2::"),
        ("::1", "ip:::1"), ("192.0.2.9", "ip:192.0.2.9"), ("unknown", "ip:unknown"),
    ])
    func anIPv6NetworkIsOneSender(address: String, name: String) {
        let wanted = counted(book(), Self.nobody, .general, from: address)
        #expect(wanted == "general:100/60:\(name)")
    }

    @Test func aKeyOfItsOwnRuleCountsByItself() {
        let book = book(
            .parse("acme:general=7/s", kind: .key), .parse("k2:general=9/s", kind: .key),
            .parse("acme:ops=off", kind: .key))
        let other = Caller(identity: .key(tenant: "acme", keyID: "k2"), role: .tenant)
        #expect(counted(book, Self.tenant, .general) == "general:7/1:key:k1")
        #expect(counted(book, other, .general) == "general:9/1:key:k2", "the key's own goes before its holder's")
        #expect(counted(book, Self.tenant, .ops) == nil)
        #expect(counted(book, Self.tenant, .alerts) == "alerts:20/60:key:k1")
        #expect(counted(book, Self.nobody, .general) == "general:100/60:ip:192.0.2.1")
    }

    @Test func aRangeHasItsRuleAndEachAddressItsCount() {
        let book = book(
            .parse("192.0.2.0/24:general=7/s", kind: .address), .parse("10.0.0.0/8:probe=off", kind: .address))
        #expect(counted(book, Self.tenant, .general) == "general:7/1:ip:192.0.2.1")
        #expect(counted(book, Self.tenant, .general, from: "198.51.100.1") == "general:100/60:ip:198.51.100.1")
        #expect(counted(book, Self.nobody, .probe, from: "10.1.2.3") == nil)
        #expect(counted(book, Self.tenant, .ops) == "ops:5/60:key:k1")
    }

    @Test func aHostileNameIsNeverPartOfAKey() {
        let caller = Caller(identity: .key(tenant: "a", keyID: "x\r\nFLUSHALL"), role: .tenant)
        #expect(counted(book(), caller, .ops)?.hasPrefix("ops:5/60:#") == true)
    }

    @Test func subjectsAreRememberedWithinABound() {
        var cache = LimitSubjectCache()
        let book = book()
        for number in 0..<20_000 {
            let caller = Caller(identity: .address("a\(number)"), role: nil)
            let id = LimitSubjectCache.ID(limit: .ops, identity: caller.identity, address: "")
            let subject = cache.subject(id) { book.subject(of: caller, address: "", limit: .ops) }
            #expect(subject?.name.hasSuffix("a\(number)") == true)
        }
        #expect(cache.count <= 2 * LimitSubjectCache.generationLimit)
    }
}
