extension ProblemPage {
    /// docs/errors.md: every code with its page, after the enum; a test compares the file with it.
    public static func markdown() -> String {
        let rows = ProblemCode.allCases.map { code in
            "| [\(code.rawValue)](#\(code.rawValue.lowercased())) | \(ProblemPage(code).statusText) "
                + "| \(code.retryAfterSeconds.map { "after \($0) s" } ?? "no") | \(code.title) |"
        }
        let pages = ProblemCode.allCases.map { ProblemPage($0).section }
        return """
            # Error codes

            Every answer of 400 and above is an RFC 9457 problem (`application/problem+json`) with one of these codes. Its
            `type` is the page of the code on the server itself, `/errors/{code}`, which says what this file says (as text,
            HTML or JSON, by `Accept`). `instance` is the request id, under which the server's log has the request.

            This file is generated from the codes in the source; `OPSTUI_WRITE_DOCS=1 swift test --filter ErrorDocument`
            writes it anew.

            | code | status | retry | meaning |
            | --- | --- | --- | --- |
            \(rows.joined(separator: "\n"))

            \(pages.joined(separator: "\n"))
            """
    }

    private var section: String {
        let facts = facts.map { "- **\($0.name).** \($0.text)" }.joined(separator: "\n")
        return """
            ## \(code.rawValue)

            \(facts)
            - **Example.** \(example.detail)

            """
    }
}
