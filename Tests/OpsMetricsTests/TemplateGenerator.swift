/// Makes templates at random, from a seed.
struct TemplateGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed &* 0x5851_F42D_4C95_7F2D) }

    private mutating func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }

    private static let pieces = [
        "{{", "{{", "{{", "{{", "}}", "}}", "}}", "}}", "{{- ", " -}}", " ", " ", " ", "\n", "text", "if ", "else",
        "else if ",
        "end", "{{end}}", "{{end}}", "{{else}}", "range ", "with ", "define \"a\"", "template \"a\"", "block \"a\" .",
        "break", "continue", "$", "$x", "$i, $e := ", "$x := ", "$x = ", "$labels", "$labels.a", "$value", ".",
        ".Value",
        ".Labels", ".Labels.a", ".x", "nil", "true", "1", "0x1F", "1.5", "1e3", "'a'", "\"s\"", "`r`", "|", " | ", "(",
        ")",
        ",", "printf ", "len ", "humanize ", "query \"y\" ", "first ", "nope ", "/* c */", "{{/* c */}}",
        "{{- /* c */ -}}",
        ":=", "=", ":", "é", "@", "-", "+", "1_0", "017", "09", "\"", "'", "`", "\\", "'ab'", "1.", "not ", "and ",
        "0b12",
        "$labels.a.b", ".5", "5.", "..", "1.2.3", "&",
    ]

    /// Pieces in any order: mostly wrong, each in a way of its own.
    mutating func pieces() -> String {
        let count = Int.random(in: 1...10, using: &random)
        let inner = (0..<count).map { _ in pick(Self.pieces) }.joined()
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return inner
        case 1: return "{{" + inner + "}}"
        case 2: return "a\n{{ if .Value }}" + inner + "{{ end }}"
        default: return "{{ " + inner + " }}b"
        }
    }

    /// Statements that parse, if not always work.
    mutating func template(depth: Int) -> String {
        (0..<Int.random(in: 1...3, using: &random)).map { _ in statement(depth) }.joined()
    }

    private mutating func statement(_ depth: Int) -> String {
        guard depth > 0 else { return "{{ \(pipeline(1)) }}" }
        let body = template(depth: depth - 1)
        switch Int.random(in: 0..<13, using: &random) {
        case 11:
            return
                "{{ block \"b\(Int.random(in: 0..<1_000_000, using: &random))\" \(pipeline(1)) }}{{ \(pick([".", ".a", ".Value", "$", "$.x"])) }}{{ end }}"
        case 12: return "{{ if \(pipeline(1)) }}{{ template \"none\" . }}{{ end }}"
        case 0: return pick(["text", " a b ", "\n", "é"])
        case 1: return "{{ if \(pipeline(2)) }}\(body){{ end }}"
        case 2:
            return
                "{{ if \(pipeline(2)) -}} \(body) {{ else if \(pipeline(1)) }}1{{- else }}\(template(depth: 1)){{ end }}"
        case 3: return "{{ range \(list()) }}[\(body)]{{ else }}none{{ end }}"
        case 4:
            return "{{ range $i, $e := \(list()) }}{{ $i }}={{ \(pick(["$e.Value", "$e.Labels.i", "$i"])) }};{{ end }}"
        case 5: return "{{ with \(pipeline(2)) }}\(body){{ else }}-{{ end }}"
        case 6: return "{{ with $w := \(pipeline(1)) }}{{ $w }}{{ end }}"
        case 7: return "{{ $x := \(pipeline(1)) }}{{ if $x }}{{ $x = \(pipeline(1)) }}{{ end }}{{ $x }}"
        case 8:
            return "{{ range \(list()) }}{{ if \(pipeline(1)) }}{{ \(pick(["break", "continue"])) }}{{ end }}x{{ end }}"
        default: return "{{ \(pipeline(2)) }}"
        }
    }

    private mutating func list() -> String {
        pick([
            "(query \"y\" | sortByLabel \"i\")", "$labels", ".Labels", "(query \"none\")",
            "(args 1 \"b\")", "(slice (query \"y\" | sortByLabel \"z\") 1)",
        ])
    }

    private mutating func pipeline(_ depth: Int) -> String {
        var text = call(depth)
        for _ in 0..<Int.random(in: 0...2, using: &random) where depth > 0 {
            text +=
                " | "
                + pick([
                    "humanize", "humanize1024", "humanizeDuration", "humanizePercentage", "printf \"%v\"",
                    "printf \"%.2f\"",
                    "toUpper", "title", "len", "print", "html", "first", "value", "label \"i\"", "not",
                    "printf \"%s|%d\" 3",
                    "humanizeTimestamp", "js", "urlquery", "stripPort", "stripDomain", "match \"b\"", "eq 1.0",
                    "index $labels",
                    "reReplaceAll \"[a-c]\" \"<$0>\"", "toTime", "parseDuration", "and 1", "or 0", "graphLink",
                ])
        }
        return text
    }

    private mutating func call(_ depth: Int) -> String {
        guard depth > 0, Bool.random(using: &random) else { return operand(depth) }
        let (one, two) = (operand(depth), operand(depth))
        switch Int.random(in: 0..<14, using: &random) {
        case 0: return "\(pick(["eq", "ne", "lt", "le", "gt", "ge"])) \(one) \(two)"
        case 1: return "\(pick(["and", "or"])) \(one) \(two)"
        case 2: return "printf \"%v %v\" \(one) \(two)"
        case 3: return "print \(one) \(two)"
        case 4: return "println \(one) \(two)"
        case 5: return "index \(one) \(two)"
        case 6: return "slice \(one) \(pick(["0", "1", "2", "-1"]))"
        case 7: return "len \(one)"
        case 8: return "\(pick(["humanize", "humanizeDuration", "toTime", "not", "title"])) \(one)"
        case 9: return "query \(one) | first"
        case 10: return "reReplaceAll \"(.)d\" \"${1}D\" \(one)"
        case 11: return "args \(one) \(two)"
        case 12: return "\(pick(["html", "js", "urlquery", "safeHtml", "call"])) \(one)"
        default: return "eq \(one) \(two) \(operand(depth))"
        }
    }

    private mutating func operand(_ depth: Int) -> String {
        if depth > 0, Int.random(in: 0..<4, using: &random) == 0 { return "(\(pipeline(depth - 1)))" }
        return pick([
            "$value", "$labels.a", "$labels.c", "$labels.n", "$labels.none", ".Value", ".Labels", "$labels", "1",
            "5.25", "\"a\"",
            "\"12\"", "`b`", "true", "false", "'x'", "0x10", "1e3", "-3", "$externalURL", "$externalLabels.region",
            "externalURL",
            "pathPrefix", "(query \"y\" | sortByLabel \"i\" | first)", "(query \"big\" | first | value)", ".x", "$",
            "nil", "0",
            "\"<&'\\\"\"", "(args 1 $value)", "(query \"none\")",
            "(query \"y\" | sortByLabel \"i\" | first).Value",
            "\"\"",
        ])
    }

    /// `printf` with any verb, flag, width and precision.
    mutating func format() -> String {
        var format = ""
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            format += pick(["", "a", " "]) + "%" + pick(["", "", "+", "-", "#", " ", "0", "+0", "-0", "# ", "+#"])
            format += pick(["", "", "", "5", "12", "*", "[1]", "[2]", "[9]", "[1]*"])
            format += pick(["", "", "", ".0", ".1", ".3", ".12", ".", ".*", ".[1]*"])
            format += pick([
                "v", "v", "v", "d", "s", "q", "x", "X", "f", "F", "e", "E", "g", "G", "t", "T", "b", "o", "O", "c", "U",
                "%", "z", "!",
                "w", "é", "",
            ])
        }
        let values = (0..<Int.random(in: 0...3, using: &random)).map { _ in
            pick([
                "$value", "1", "0", "-7", "\"text\"", "`é\"`", "true", "$labels", "1e21", "0.000001", "123456789",
                "'x'", "1.0",
                "-0.5", "(query \"big\" | first | value)", "\"\"", "(index \"abc\" 1)", "nil", "100000000.0", "1e-7",
            ])
        }
        let quoted = "\"" + format + "\""
        return "{{ printf " + ([quoted] + values).joined(separator: " ") + " }}"
    }
}
