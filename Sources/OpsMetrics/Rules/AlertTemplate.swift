/// The text of an annotation or label with `{{ … }}` in it: the part of Go's templates that rule files use.
///
/// Understood: `$value`, `$labels.name`, `.Value`, `.Labels.name`, texts and numbers; pipelines; `printf`, `humanize`,
/// `humanize1024`, `humanizeDuration`, `humanizePercentage`, `humanizeTimestamp`, `title`, `toUpper`, `toLower`;
/// `{{-` and `-}}`. Anything else is refused when the file is loaded, not at three in the morning.
public struct AlertTemplate: Sendable {
    /// Longer results are cut; values come from outside.
    static let resultLimit = 4_096

    enum Part: Sendable {
        case text(String)
        case pipeline(TemplatePipeline)
    }

    /// The template as written.
    public let source: String
    private let parts: [Part]

    init(_ source: String) throws {
        self.source = source
        var parts: [Part] = []
        var rest = Substring(source)
        var trimsNext = false
        while let open = rest.firstRange(of: "{{") {
            let isTrimming = rest[open.upperBound...].hasPrefix("- ")
            parts.append(.text(Self.trim(rest[..<open.lowerBound], leading: trimsNext, trailing: isTrimming)))
            guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
                throw TemplateError(message: "unclosed action, expected }}")
            }
            var action = rest[open.upperBound..<close.lowerBound]
            trimsNext = action.hasSuffix(" -")
            action = action.dropFirst(isTrimming ? 2 : 0).dropLast(trimsNext ? 2 : 0)
            parts.append(.pipeline(try TemplatePipeline(String(action))))
            rest = rest[close.upperBound...]
        }
        parts.append(.text(Self.trim(rest, leading: trimsNext, trailing: false)))
        self.parts = parts
    }

    /// A text without a template in it.
    init(literal: String) {
        source = literal
        parts = [.text(literal)]
    }

    /// The text for one alert.
    ///
    /// - Parameters:
    ///   - labels: What `$labels` reads; an absent label is empty.
    ///   - value: What `$value` is.
    public func expand(labels: Labels, value: Double) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .text(let literal): text += literal
            case .pipeline(let pipeline): text += pipeline.evaluate(labels, value).shown
            }
        }
        return text.count > Self.resultLimit ? String(text.prefix(Self.resultLimit)) : text
    }

    private static func trim(_ text: Substring, leading: Bool, trailing: Bool) -> String {
        var kept = text
        if leading { kept = kept.drop { $0.isWhitespace } }
        while trailing, kept.last?.isWhitespace ?? false { kept.removeLast() }
        return String(kept)
    }
}
