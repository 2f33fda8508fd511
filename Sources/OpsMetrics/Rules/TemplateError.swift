/// Why a template was refused.
struct TemplateError: Error, Sendable {
    let message: String
}
