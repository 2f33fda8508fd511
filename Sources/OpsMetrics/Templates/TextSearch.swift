/// A regular expression searched for in a text, as Go's package regexp does.
struct TextSearch {
    /// Steps of the pattern that one call may walk.
    private static let workLimit = 5_000_000

    private let pattern: Pattern

    init(_ text: String) throws(TemplateError) {
        do {
            // By itself first: what stands around it could mend its parentheses.
            _ = try Pattern(text)
            // Here the dot matches no line feed, unlike in matchers of labels.
            pattern = try Pattern("(?-s:\(text))")
        } catch {
            throw TemplateError(message: "regexp: Compile(\(Self.backquoted(text))): \(error)")
        }
    }

    private static func backquoted(_ text: String) -> String {
        text.contains("`") ? GoQuote.quoted(text) : "`\(text)`"
    }

    /// Whether some part of a text matches.
    func finds(_ subject: String) throws(TemplateError) -> Bool {
        var work = Self.workLimit
        let found = pattern.search(Array(subject.unicodeScalars), from: 0, work: &work)
        try Self.check(work, 0)
        return found != nil
    }

    /// Every match replaced; `$1` and `${name}` stand for groups. An empty match right behind another one is none.
    func replacing(in text: String, with template: String) throws(TemplateError) -> String {
        let subject = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var (work, place, copied) = (Self.workLimit, 0, 0)
        var lastEnd: Int?
        while place <= subject.count, let match = pattern.search(subject, from: place, work: &work) {
            result.append(contentsOf: subject[copied..<match.place.lowerBound])
            if !(match.place.isEmpty && match.place.lowerBound == lastEnd) {
                let expanded = CaptureTemplate.expand(template, match.groups, pattern.groupNames)
                result.append(contentsOf: expanded.unicodeScalars)
                work -= expanded.unicodeScalars.count
            }
            copied = match.place.upperBound
            lastEnd = copied
            place = max(place + 1, copied)
            try Self.check(work, result.count)
        }
        try Self.check(work, 0)
        result.append(contentsOf: subject[copied...])
        return String(result)
    }

    private static func check(_ work: Int, _ length: Int) throws(TemplateError) {
        guard work > 0, length <= GoPrinter.lengthLimit else {
            throw TemplateError(message: "the replacement takes too many steps")
        }
    }
}
