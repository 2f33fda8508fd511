import Testing

@testable import OpsMetrics

@Suite("The header Accept chooses the format")
struct NegotiationTests {
    private static let old = "text/plain; version=0.0.4; charset=utf-8"
    private static let new = "application/openmetrics-text; version=1.0.0; charset=utf-8"

    @Test(
        "choices",
        arguments: [
            (nil, old), ("", old), ("*/*", old), ("text/html", old), ("application/json", old),
            ("text/plain;version=0.0.4", old), ("application/openmetrics-text", new),
            ("application/openmetrics-text; version=1.0.0", new), ("application/openmetrics-text;version=2.0.0", old),
            (
                "application/openmetrics-text;version=0.0.1",
                "application/openmetrics-text; version=0.0.1; charset=utf-8"
            ),
            (
                "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
                    + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2", new
            ),
            ("application/openmetrics-text;q=0.2, text/plain;q=0.9", old),
            ("application/openmetrics-text;q=0, text/plain;q=0.1", old), ("application/openmetrics-text;q=0", old),
            ("APPLICATION/OpenMetrics-Text ; Version=\"1.0.0\"", new),
            ("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8", new + "; escaping=allow-utf-8"),
            ("text/plain;version=0.0.4;escaping=underscores", old + "; escaping=underscores"),
            ("text/plain;escaping=\r\nSet-Cookie: a", old), ("application/openmetrics-text;q=x", old),
            (";;;,,=,q=1", old),
        ] as [(String?, String)])
    func choices(accept: String?, wanted: String) {
        #expect(ExpositionFormat.negotiate(accept: accept).contentType == wanted)
    }
}
