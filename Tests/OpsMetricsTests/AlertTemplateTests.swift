import Testing

@testable import OpsMetrics

@Suite("Annotations read as they do from Prometheus")
struct AlertTemplateTests {
    @Test(
        "expansion",
        arguments: [
            ("plain", 1, "plain"), ("{{ $value }}", 1_234_567, "1.234567e+06"), ("{{$value}}", 100_000, "100000"),
            ("{{ $value }}", 0.00001234, "1.234e-05"), ("{{ .Value }}|{{ .Labels.k }}", 0.5, "0.5|v"),
            ("{{ $labels.k }}{{ $labels.none }}!", 0, "v!"), ("{{ $value | humanize }}", 1_234_567, "1.235M"),
            ("{{ $value | humanize }}", 0.0012, "1.2m"), ("{{ humanize1024 $value }}", 2_048, "2ki"),
            ("{{ $value | humanizePercentage }}", 0.01234, "1.234%"),
            ("{{ $value | humanizeDuration }}", 0.25, "250ms"),
            ("{{ $value | humanizeDuration }}", 93_784, "1d 2h 3m 4s"),
            ("{{ $value | humanizeDuration }}", 61.5, "1m 1s"),
            ("{{ $value | printf \"%.2f\" }}", 3.14159, "3.14"),
            ("{{ printf \"%5.1f|%-3s|%d\" $value $labels.k \"a\" }}", 2, "  2.0|v  |%!d(string=a)"),
            ("a {{- $value -}} b", 1, "a1b"), ("{{ $labels.k | toUpper }}", 0, "V"), ("{{ \"a|b\" }}", 0, "a|b"),
            ("{{ $value | humanizeTimestamp }}", 1_234_567, "1970-01-15 06:56:07 +0000 UTC"),
            ("{{ $value }}", .infinity, "+Inf"), ("{{ $value | humanize }}", .nan, "NaN"),
        ])
    func expand(text: String, value: Double, wanted: String) throws {
        let context = TemplateContext(labels: Labels(name: "x", [("k", "v")]), value: value) { _ in [] }
        #expect(try AlertTemplate(text, alert: "A").expand(context) == wanted)
    }

    @Test(
        "refused when loaded",
        arguments: [
            "{{ $value", "{{ }}", "{{ foo }}", "{{ $value | nope }}", "{{ if $value }}", "{{ \"a }}", "{{ end }}",
        ])
    func refused(text: String) {
        #expect(throws: TemplateError.self) { try AlertTemplate(text, alert: "A") }
    }
}
