/// Why a template cannot be read or expanded, in the words of Go's text/template.
struct TemplateError: Error, Sendable, Hashable, CustomStringConvertible {
    let message: String

    var description: String { message }
}
