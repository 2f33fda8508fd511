/// The text of an annotation or label: a template of Go's text/template, as Prometheus expands it.
///
/// `$labels`, `$value`, `$externalLabels` and `$externalURL` stand for the fields of `.`. The name in errors and the columns
/// are those of Prometheus, which puts these definitions before the text.
public struct AlertTemplate: Sendable {
    private static let definitions =
        "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}"
        + "{{$value := .Value}}"

    /// The template as written.
    public let source: String
    /// Nil where the text has no action in it.
    private let template: Template?
    private let name: String

    /// Reads a text.
    ///
    /// - Throws: `TemplateError` as promtool says it: `template: __alert_NAME:LINE: …`.
    init(_ source: String, alert: String) throws(TemplateError) {
        self.source = source
        name = "__alert_\(alert)"
        guard source.utf8.contains(UInt8(ascii: "{")) else {
            template = nil
            return
        }
        template = try Template(Self.definitions + source, name: name)
    }

    /// A text without a template in it.
    init(literal: String) {
        source = literal
        template = nil
        name = ""
    }

    /// The text for one alert; where the template fails, why: `<error expanding template: …>`.
    func expand(_ context: TemplateContext) -> String {
        guard let template else { return source }
        do {
            return try template.expand(context)
        } catch {
            return "<error expanding template: error executing template \(name): \(error.message)>"
        }
    }
}
