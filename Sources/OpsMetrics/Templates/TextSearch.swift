/// A regular expression searched for in a text, as Go's package regexp does, on the engine that matches whole texts.
struct TextSearch {
    /// Characters looked at by one replacement at most.
    private static let workLimit = 500_000

    private let text: String
    private let begin: Pattern

    init(_ text: String) throws(TemplateError) {
        self.text = text
        // By itself first: what stands around it could mend its parentheses.
        _ = try Self.pattern(text, as: text)
        begin = try Self.pattern(Self.surrounded(text, before: ".*?"), as: text)
    }

    /// Here the dot matches no line feed, unlike in matchers of labels.
    private static func surrounded(_ text: String, before: String) -> String {
        "((?s:\(before)))((?-s:\(text)))((?s:.*))"
    }

    private static func pattern(_ whole: String, as text: String) throws(TemplateError) -> Pattern {
        do {
            return try Pattern(whole)
        } catch {
            throw TemplateError(message: "regexp: Compile(\(backquoted(text))): \(error)")
        }
    }

    private static func backquoted(_ text: String) -> String {
        text.contains("`") ? GoQuote.quoted(text) : "`\(text)`"
    }

    /// Whether some part of a text matches.
    func finds(_ subject: String) -> Bool { begin.matches(subject) }

    /// Every match replaced; `$1` and `${name}` stand for groups.
    func replacing(in subject: String, with template: String) throws(TemplateError) -> String {
        guard var groups = begin.captures(subject) else { return subject }
        // Matches behind the first one: a character before it shows what it follows.
        let onward = try Self.pattern(Self.surrounded(text, before: "..*?"), as: text)
        var result = ""
        var rest = subject
        var (isFirst, endsHere) = (true, false)
        var work = 0
        while groups.count >= 4 {
            work += rest.unicodeScalars.count
            guard work <= Self.workLimit, result.utf8.count <= GoPrinter.lengthLimit else {
                throw TemplateError(message: "the replacement takes too many steps")
            }
            var (before, found) = (groups[1] ?? "", groups[2] ?? "")
            let after = groups[groups.count - 1] ?? ""
            let context = isFirst ? "" : String(String.UnicodeScalarView(before.unicodeScalars.prefix(1)))
            if !isFirst { before = String(String.UnicodeScalarView(before.unicodeScalars.dropFirst())) }
            result += before
            // An empty match right behind another one is none.
            let isAgain = endsHere && before.isEmpty && found.isEmpty
            endsHere = !found.isEmpty
            if !isAgain {
                result += CaptureTemplate.expand(
                    template, Array(groups[2..<groups.count - 1]), Array(begin.groupNames[2..<groups.count - 2]))
            }
            var next = after.unicodeScalars[...]
            if found.isEmpty {
                guard let skipped = next.popFirst() else { return result }
                result.unicodeScalars.append(skipped)
                found = String(skipped)
            }
            let last = found.unicodeScalars.last ?? before.unicodeScalars.last ?? context.unicodeScalars.first ?? " "
            rest = String(last) + String(String.UnicodeScalarView(next))
            isFirst = false
            guard let more = onward.captures(rest) else { break }
            groups = more
        }
        return result + String(String.UnicodeScalarView(rest.unicodeScalars.dropFirst()))
    }
}
