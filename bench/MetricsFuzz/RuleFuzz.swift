/// Rule files, templates and unit-test files. The first byte chooses: 0 a rule file, whose groups are evaluated too, 1 a
/// template in one, 2 a file of unit tests over the first seed's rules.
enum RuleFuzz {
    private static let queryLimits: QueryLimits = {
        var limits = QueryLimits()
        limits.samples = 5_000
        limits.steps = 100
        limits.time = .seconds(1)
        return limits
    }()

    static func feed(_ bytes: [UInt8]) {
        guard let choice = bytes.first else { return }
        let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
        switch choice % 3 {
        case 0: evaluate(text)
        case 1: evaluate(rule(annotation: text))
        default: test(text)
        }
    }

    private static func evaluate(_ text: String) {
        do {
            let file = try RuleFile.load(text: text, name: "f.yml")
            // Recorded series and alerts are written: each input has a store of its own.
            let engine = QueryEngine(store: FuzzStore.make(every: 5), limits: queryLimits)
            for group in file.groups.prefix(3) {
                var state = RuleGroupState()
                for step in 0..<2 {
                    let evaluation = state.evaluate(group, engine: engine, at: 500_000 + Int64(step) * 60_000)
                    promise(evaluation.recorded.count <= 100_000, "more than can be")
                }
            }
        } catch {
            promise(error.line >= 1 && error.file == "f.yml", "an error without a place")
        }
    }

    /// A rule file with the text as an annotation.
    private static func rule(annotation: String) -> String {
        var quoted = ""
        for scalar in annotation.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return "groups: [{name: g, rules: [{alert: A, expr: g, annotations: {s: \"\(quoted)\"}}]}]\n"
    }

    private static func test(_ text: String) {
        var limits = RuleTestLimits()
        limits.samples = 5_000
        limits.series = 100
        limits.evaluations = 200
        limits.query = queryLimits
        let files = RuleTests.Files(read: { _ in ruleFile }, match: { [$0] })
        _ = RuleTests.run(text: text, name: "t.yml", files: files, limits: limits)
    }

    private static let ruleFile = """
        groups:
          - name: g
            interval: 30s
            limit: 10
            labels: {team: x}
            rules:
              - record: job:c:rate5m
                expr: sum by (job) (rate(c_total[5m]))
              - alert: High
                expr: g > 1
                for: 1m
                keep_firing_for: 2m
                labels:
                  severity: '{{ if gt $value 5.0 }}page{{ else }}ticket{{ end }}'
                annotations:
                  summary: "{{ $labels.job }} at {{ $value | humanize }} of {{ printf \\"%.2f\\" $value }}"

        """

    private static let testFile = """
        rule_files: [r.yml]
        evaluation_interval: 1m
        tests:
          - interval: 1m
            input_series:
              - series: 'g{job="a"}'
                values: '0 1+2x5 stale _x2'
            alert_rule_test:
              - eval_time: 5m
                alertname: High
                exp_alerts: [{exp_labels: {severity: page, job: a}, exp_annotations: {summary: x}}]
            promql_expr_test:
              - expr: g
                eval_time: 2m
                exp_samples: [{labels: 'g{job="a"}', value: 3}]

        """

    private static let templates = [
        "{{ $labels.job }}: {{ $value }}", "{{- .Value | humanize1024 -}} x",
        "{{ printf \"%5.1f%% %q %v %x\" $value \"a\" 1 2 }}",
        "{{ $value | humanizePercentage }} {{ humanizeDuration $value }} {{ humanizeTimestamp $value }}",
        "{{ if gt $value 1.0 }}a{{ else if eq $labels.job \"a\" }}b{{ else }}c{{ end }}",
        "{{ range query \"g\" }}{{ .Labels.job }}={{ .Value }} {{ end }}",
        "{{ with query \"c_total\" }}{{ . | first | value }}{{ end }}",
        "{{ $x := $labels.job }}{{ $x | toUpper | title }}",
        "{{ range $i, $e := query \"g\" | sortByLabel \"job\" }}{{ $i }}{{ end }}",
        "{{ define \"t\" }}x{{ .arg0 }}{{ end }}{{ template \"t\" (args 1 2) }}",
        "{{/* note */}}{{ reReplaceAll \"a(.)\" \"$1\" \"ab\" }}",
        "{{ and true (or false (not true)) }} {{ len \"abc\" }} {{ index $labels \"job\" }}",
        "{{ `raw` }}{{ 'c' }}{{ 0x1F }}{{ 1e3 }}",
        "{{ (query \"g\" | first).Labels.job }}{{ stripPort \"a:1\" }}{{ stripDomain \"a.b\" }}{{ parseDuration \"1h\" }}",
        "{{ $externalLabels.region }}{{ externalURL }}{{ $externalURL }}{{ pathPrefix }}{{ graphLink \"up\" }}{{ toTime 1.5 }}",
    ]

    static let seeds: [[UInt8]] =
        [[0] + Array(ruleFile.utf8), [2] + Array(testFile.utf8)] + templates.map { [1] + Array($0.utf8) }
        + templates.map {
            Array("\0groups: [{name: g, rules: [{alert: A, expr: g, annotations: {s: '\($0)'}}]}]\n".utf8)
        }
}
