import Foundation
import Testing

@testable import OpsMetrics

@Suite("A hostile template ends with a word")
struct TemplateBoundsTests {
    private static func expand(_ text: String) -> String {
        let samples = (0..<50).map { Sample(labels: Labels([("i", "\($0)")]), value: 1) }
        let context = TemplateContext(labels: Labels([("k", String(repeating: "x", count: 33_000))]), value: 1) { _ in
            samples
        }
        do { return try AlertTemplate(text, alert: "A").expand(context) } catch { return "refused: \(error.message)" }
    }

    @Test(
        "bounds",
        arguments: [
            (
                "{{ define \"a\" }}{{ template \"a\" }}{{ end }}{{ template \"a\" }}",
                "exceeded maximum template depth (100)"
            ),
            ("{{ $labels.k }}{{ $labels.k }}", "the text is longer than 65536 bytes"),
            ("{{ $x := \"x\" }}{{ range 1000 }}{{ $x = print $x $x }}{{ end }}", "the text is longer than 65536 bytes"),
            ("{{ printf \"%999999d\" 1 }}", "the text is longer than 65536 bytes"),
            ("{{ printf \"%1000000d%1000000d%1000000d\" 1 1 1 }}", "the text is longer than 65536 bytes"),
            ("{{ range 100000000 }}{{ end }}", "the template takes more than 100000 steps"),
            (
                "{{ range query \"x\" }}{{ range query \"x\" }}{{ range query \"x\" }}{{ end }}{{ end }}{{ end }}",
                "more than 100 queries"
            ),
            ("{{ $x := 1 }}{{ range 5000 }}{{ $x = args $x $x }}{{ end }}{{ $x }}", "values lie more than 32 deep"),
            (
                "{{ $x := 1 }}{{ range 30 }}{{ $x = args $x $x }}{{ end }}{{ $x }}",
                "the text is longer than 65536 bytes"
            ),
            (
                String(repeating: "{{ if 1 }}", count: 200) + String(repeating: "{{ end }}", count: 200),
                "lie more than 64 deep"
            ),
            ("{{ " + String(repeating: "(", count: 100_000) + " }}", "more than 64 deep"),
            (
                "{{ " + String(repeating: "(", count: 200) + "1" + String(repeating: ")", count: 200) + " }}",
                "more than 64 deep"
            ),
            ("{{ reReplaceAll \"x\" \"yy\" $labels.k }}", "the text is lo"),
            ("{{ reReplaceAll \"(x|xx){500}q\" \"y\" $labels.k }}", "too many steps"),
            ("{{ match \"(x|xx){500}q\" $labels.k }}", "too many steps"),
            ("{{ reReplaceAll \"(?:$?$?$?$?){1000}\" \"\" (slice $labels.k 0 3000) }}", "too many steps"),
            ("{{ match \"(?:$?$?$?$?){1000}q\" (slice $labels.k 0 3000) }}", "too many steps"),
            ("{{ reReplaceAll \"x\" $labels.k (slice $labels.k 0 200) }}", "too many steps"),
            ("{{ reReplaceAll \"x*\" \"y\" $labels.k }}", "^y$"),
            ("{{ reReplaceAll \"((((x{100}){100}){100})\" \"\" \"x\" }}", "error calling reReplaceAll"),
        ])
    func bounded(text: String, wanted: String) {
        let found = Self.expand(text)
        if wanted == "^y$" { #expect(found == "y") } else { #expect(found.contains(wanted), "\(found.prefix(300))") }
    }

    @Test("an expansion ends at its deadline, and at that of all")
    func deadline() throws {
        let template = try AlertTemplate("{{ range 90000 }}{{ end }}", alert: "A")
        let late = TemplateContext(labels: .none, value: 1, deadline: .now) { _ in [] }
        #expect(template.expand(late).contains("the template takes too long"))
        var limits = TemplateExecution.Limits()
        limits.time = .zero
        let context = TemplateContext(labels: .none, value: 1) { _ in [] }
        #expect(throws: TemplateError.self) {
            try Template("{{ range 10 }}{{ end }}", name: "t").expand(context, limits: limits)
        }
    }

    @Test("many comments and texts are read without recursion")
    func flat() {
        #expect(Self.expand(String(repeating: "{{/**/}}", count: 100_000) + "x") == "x")
        #expect(Self.expand(String(repeating: "{{- 1 -}} ", count: 10_000)) == String(repeating: "1", count: 10_000))
    }

    @Test("the deepest template fits on a small stack")
    func stack() async {
        let depth = 60
        let body =
            String(repeating: "{{ with (1) }}", count: depth) + "{{ template \"a\" }}"
            + String(repeating: "{{ end }}", count: depth)
        let found = await withCheckedContinuation { continuation in
            let thread = Thread {
                continuation.resume(returning: Self.expand("{{ define \"a\" }}\(body){{ end }}{{ template \"a\" }}"))
            }
            thread.stackSize = 512 * 1_024
            thread.start()
        }
        #expect(found.contains("exceeded maximum template depth"))
    }
}
