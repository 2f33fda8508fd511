import Testing

@testable import OpsClient

@Suite struct EndpointTests {
    @Test(arguments: [
        ("/run/o.sock", OpsEndpoint.unix(path: "/run/o.sock")), ("unix:/a b", .unix(path: "/a b")),
        ("unix:///x", .unix(path: "/x")), ("http://127.0.0.1:80", .http(url: "http://127.0.0.1:80")),
        ("http://[::1]:80/", .http(url: "http://[::1]:80")),
        ("https://ops.example/", .http(url: "https://ops.example")),
    ])
    func takes(text: String, wanted: OpsEndpoint) throws { #expect(try OpsEndpoint.parse(text) == wanted) }

    @Test(arguments: [
        "", "ops.example", "ftp://ops.example", "http://ops.example", "http://127.evil.example",
        "https://u:p@ops.example",
        "http://", "http://localhost.evil.example",
    ])
    func refuses(text: String) { #expect(throws: OpsClientError.self) { try OpsEndpoint.parse(text) } }

    @Test func segmentsAreEscaped() { #expect(OpsClient.escaped("a/b?c é") == "a%2Fb%3Fc%20%C3%A9") }
}
