import OpsCore
import Testing

@testable import OpsServer

/// Hosts, addresses, ranges and the walk through trusted proxies.
@Suite struct AddressTests {
    @Test(arguments: [
        ("ops.example.org", true), ("OPS.example.org:8443", true), ("ops.example.org.", true), ("a.b.test", true),
        ("test", false), (".test", false), ("evil-ops.example.org", false), ("ops.example.org.evil", false),
        ("[::1]", true), ("[::1]:8000", true), ("::1", false), ("[::2]", false), ("only.example:81", false),
        ("only.example:80", true), ("only.example", false), ("ops.example.org:", false),
        ("ops.example.org:99999", false), ("ops.example.org:80@evil", false), ("ops.example.org/..", false),
        ("", false),
    ])
    func hosts(authority: String, allowed: Bool) {
        let hosts = HostPatterns(["ops.example.org", "*.test", "[::1]", "only.example:80"])
        #expect(hosts.allow(authority) == allowed)
    }

    @Test func aMissingHostIsNeverAllowed() { #expect(!HostPatterns(["*"]).allow(nil)) }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.1.2", true), ("10.0.0.0/8", "11.0.0.1", false), ("192.0.2.7", "192.0.2.7", true),
        ("192.0.2.7", "192.0.2.8", false), ("10.0.0.0/8", "::ffff:10.1.1.1", true), ("fd00::/8", "fd12::1", true),
        ("fd00::/8", "fe80::1", false), ("0.0.0.0/0", "203.0.113.1", true), ("0.0.0.0/0", "2001:db8::1", false),
        ("192.0.2.128/25", "192.0.2.127", false), ("192.0.2.128/25", "192.0.2.200", true),
    ])
    func ranges(range: String, address: String, inside: Bool) throws {
        #expect(try #require(AddressRange(range)).contains(try #require(IPAddress(address))) == inside)
    }

    @Test(arguments: ["10.0.0.0/33", "10.0.0", "x", "", "::/129", "10.0.0.0/8/8", "10.0.0.0/-1"])
    func whatIsNoRange(text: String) { #expect(AddressRange(text) == nil) }

    @Test(arguments: [
        // Nobody is trusted: the header is the client's own invention.
        ([], "203.0.113.9", ["1.2.3.4"], "203.0.113.9"),
        // One proxy: the last entry is what it saw.
        (["10.0.0.1"], "10.0.0.1", ["1.1.1.1, 198.51.100.7"], "198.51.100.7"),
        // Two proxies, one header a proxy.
        (["10.0.0.0/8"], "10.0.0.1", ["198.51.100.7", "10.0.0.2"], "198.51.100.7"),
        // A forged entry behind an honest one is not reached.
        (["10.0.0.0/8"], "10.0.0.1", ["10.9.9.9, 198.51.100.7, 10.0.0.2"], "198.51.100.7"),
        // What is no address ends the walk.
        (["10.0.0.0/8"], "10.0.0.1", ["unknown"], "10.0.0.1"),
        (["10.0.0.0/8"], "10.0.0.1", ["[2001:db8::1]:443"], "2001:db8::1"),
    ])
    func walk(trusted: [String], peer: String, forwarded: [String], client: String) {
        let found = TrustedProxies(trusted).client(
            peer: peer, forwardedFor: forwarded, forwarded: false, forwardedProtocol: nil)
        #expect(found.address == client && !found.isPlainLoopback)
    }

    @Test(arguments: [("127.0.0.1", true), ("::1", true), ("::ffff:127.0.0.1", true), ("10.0.0.1", false)])
    func plainLoopback(peer: String, plain: Bool) {
        let proxies = TrustedProxies([])
        func client(_ header: [String], forwarded: Bool = false) -> Bool {
            proxies.client(peer: peer, forwardedFor: header, forwarded: forwarded, forwardedProtocol: nil)
                .isPlainLoopback
        }
        #expect(client([]) == plain && !client(["1.2.3.4"]) && !client([], forwarded: true))
    }
}
