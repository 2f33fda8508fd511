import OpsCore
import Testing

@Suite struct RedactorTests {
    @Test(arguments: [
        ("x-api-key: abcdef123", "x-api-key: [hidden]"),
        ("X-Admin-Key:abc def", "X-Admin-Key:[hidden] def"),
        ("GET /v1/jobs?api_key=abc123&page=2", "GET /v1/jobs?api_key=[hidden]&page=2"),
        ("key=abc", "key=[hidden]"),
        (#"{"password":"a\"b,c","user":"bob"}"#, #"{"password":"[hidden]","user":"bob"}"#),
        (#"{"token" : 12345, "n":1}"#, #"{"token" : [hidden], "n":1}"#),
        (#"body={\"secret\":\"abc\",\"n\":1}"#, #"body={\"secret\":\"[hidden]\",\"n\":1}"#),
        (#"{"api_keys":["a1","b2"],"n":1}"#, #"{"api_keys":[hidden],"n":1}"#),
        ("API_KEY_ACME=abc", "API_KEY_ACME=[hidden]"),
        ("API_KEYS=abc,def", "API_KEYS=[hidden]"),
        ("export API_ADMIN_KEY='a b'", "export API_ADMIN_KEY='[hidden]'"),
        ("API_KEY_ACME_STATE=abc", "API_KEY_ACME_STATE=[hidden]"),
        ("token=abc, user=bob", "token=[hidden], user=bob"),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: [hidden]"),
        ("Cookie: a=1; b=2\nHost: x", "Cookie: [hidden]\nHost: x"),
        ("password%3Dabc", "password%3D[hidden]"),
        ("client_secret=abc", "client_secret=[hidden]"),
        ("email=bob", "email=[hidden]"),
        ("phone: 5551234", "phone: [hidden]"),
    ])
    func hidesNamedValues(text: String, redacted: String) {
        #expect(Redactor.redact(text) == redacted)
    }

    @Test(arguments: [
        ("sent Bearer abcdefgh.ijkl", "sent Bearer [hidden]"),
        ("bearer  ABCDEFGH1", "bearer  [hidden]"),
        ("got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln back", "got [hidden] back"),
        ("key sk-live-0123456789abcdef was", "key [hidden] was"),
        ("AKIAIOSFODNN7EXAMPLE", "[hidden]"),
        ("GET /v1/x/sk-live-0123456789abcdef/y", "GET /v1/x/[hidden]/y"),
        ("ops_0123456789_0123456789abcdefghjkmnpqrstvwxyz", "[hidden]"),
        ("got opskey_0123456789abcdef", "got [hidden]"),
        ("q=%73k-live-0123456789abcdef", "q=[hidden]"),
        ("Bearer%20abcdefgh1", "Bearer [hidden]"), ("redis%3A%2F%2F:pa55%40db/0", "redis://[hidden]@db/0"),
        ("redis://:pa55@10.0.0.1:6379/0", "redis://[hidden]@10.0.0.1:6379/0"),
        ("'postgres://ops:p@ss@db/ops' failed", "'postgres://[hidden]@db/ops' failed"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- ok", "[private key] ok"),
        ("x -----BEGIN PRIVATE KEY-----\\nMIIE", "x [private key]"),
    ])
    func hidesCredentialsByTheirForm(text: String, redacted: String) {
        #expect(Redactor.redact(text) == redacted)
    }

    @Test(arguments: [
        ("from bob.o'neil+x@mail.example.com.", "from bob.o'[email]."), ("<bob@example.com>", "<[email]>"),
        ("to=bob%40example.com&x=1", "to=[email]&x=1"), ("żaneta@przykład.pl", "[email]"),
        ("to=bob%2540example.com", "to=[email]"), ("n=4111%201111%201111%201111", "n=[card]"),
        ("%2B49%20171%201234567", "[phone]"),
        ("card 4111 1111 1111 1111.", "card [card]."), ("4111-1111-1111-1111", "[card]"),
        ("5500000000000004", "[card]"),
        ("378282246310005", "[card]"), ("n=4111111111111111;", "n=[card];"),
        ("call +49 171 1234567 now", "call [phone] now"), ("+14155552671", "[phone]"), ("(415) 555-2671", "[phone]"),
        ("415-555-2671", "[phone]"), ("1-415-555-2671", "[phone]"), ("0171 1234567", "[phone]"),
        ("020 7946 0958", "[phone]"), ("tel:+1.415.555.2671", "tel:[hidden]"),
    ])
    func hidesPersonalData(text: String, redacted: String) {
        #expect(Redactor.redact(text) == redacted)
    }

    @Test(arguments: [
        "GET /v1/jobs/42 200 in 12 ms", "2026-11-21T02:03:04.567Z", "2026-11-21 02:03:04", "1790000000000",
        "1790000000.123456", "1790000000123456789", "10.0.0.1:8000", "192.168.100.200", "v-101 38.2 % 1013.25 mbar",
        "4111111111111112", "0f8fad5b-d9cb-469f-a165-70867728950e", "user@host", "https://example.com/a@b",
        "key_count=5 token_ttl_ms=10000 key_id=0a1b2c3d", "API_KEY_ENABLED=true", "API_KEY_ACME_FILE=/run/secrets/acme",
        "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----", "monkey: banana", "the keys reloaded: 3",
        "basic functionality works", "http_request_duration_seconds_bucket{le=\"0.5\"} 120345", "00:00:00.000000001",
        "100% of 5%20", "/a%2Fb%zz", "ops_short_1",
        "req-4111", "epoch 12345678901234", "size 1,234,567,890 bytes", "",
    ])
    func leavesOrdinaryLinesAlone(text: String) {
        #expect(Redactor.redact(text) == text)
    }

    @Test(arguments: [
        "x-api-key: abc", "token=abc, b", "Bearer abcdefgh1", "a@b.example", "4111 1111 1111 1111", "redis://a:b@c/",
        #"{"password":"x"}"#, "API_KEYS=a,b",
    ])
    func doingItTwiceChangesNothingMore(text: String) {
        let once = Redactor.redact(text)
        #expect(once != text)
        #expect(Redactor.redact(once) == once)
    }

    /// Every scanner must get past any bytes, and the secret must be gone wherever it stands.
    @Test func surroundingGarbageHidesNoSecret() {
        var random = SplitMix64(seed: 4)
        let alphabet = Array(" \t\"'\\:=@%&,;{}[]()<>-+./0123456789abcXYZ\u{1B}é".unicodeScalars)
        func garbage() -> String {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...30, using: &random) {
                text.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)])
            }
            return String(text)
        }
        for _ in 0..<2000 {
            let line = "\(garbage()) x-api-key: hunter2hunter2 \(garbage())"
            #expect(!Redactor.redact(line).contains("hunter2hunter2"), "\(line)")
        }
    }

    /// The work per byte must not grow with the length: the worst inputs of each scanner, at two lengths.
    @Test(arguments: [
        "@", "a@", "-----BEGIN ", "://", "key:", "\"key\":\"", "4 ", "+1", "Bearer ", "a.b@c.", "0171 ", "/", "=",
        "%25", "%2525", "sk-/",
    ])
    func longHostileLinesEnd(unit: String) {
        let line = String(repeating: unit, count: 400_000 / unit.utf8.count)
        let redacted = Redactor.redact(line)
        #expect(redacted.utf8.count <= line.utf8.count * 4)
    }
}
