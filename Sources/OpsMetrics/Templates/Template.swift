/// A template of Go's text/template with Prometheus' functions, ready to be expanded.
struct Template: Sendable {
    /// The name that errors bear.
    let name: String
    /// The statements of this template and of those it defines.
    let definitions: [String: [TemplateNode]]
    private let text: String

    /// Reads a text.
    ///
    /// - Throws: `TemplateError` in Go's words: `template: NAME:LINE: …`.
    init(_ text: String, name: String) throws(TemplateError) {
        self.text = text
        self.name = name
        definitions = try TemplateParser.parse(text, name: name, functions: TemplateFunction.names)
    }

    /// The text for one alert.
    ///
    /// - Throws: `TemplateError`: `template: NAME:LINE:COLUMN: executing "NAME" at <…>: …`.
    func expand(
        _ context: TemplateContext, limits: TemplateExecution.Limits = TemplateExecution.Limits()
    ) throws(TemplateError) -> String {
        var execution = TemplateExecution(self, context, limits: limits)
        return try execution.run()
    }

    /// `NAME:LINE:COLUMN` of an offset in bytes; columns count from 0.
    func location(of position: Int) -> String {
        var (line, column) = (1, 0)
        for byte in text.utf8.prefix(position) {
            if byte == 0x0A { (line, column) = (line + 1, 0) } else { column += 1 }
        }
        return "\(name):\(line):\(column)"
    }
}
