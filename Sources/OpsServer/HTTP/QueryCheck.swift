import HTTPTypes
import Hummingbird
import OpsCore

/// Holds a request's query and headers against its route's description: nothing that is not described, nothing twice, and
/// each value within its schema.
struct QueryCheck: Sendable {
    private let parameters: [RouteDescription.Parameter]
    private let names: Set<String>

    init(_ route: RouteDescription) {
        parameters = route.parameters
        names = Set(route.parameters.filter { $0.place == .query }.map(\.name))
    }

    /// - Throws: ``Refusal`` with `VALIDATION_FAILED`.
    func check(_ request: Request) throws {
        if !names.isEmpty { try checkQuery(request) }
        for parameter in parameters where parameter.place == .header {
            guard let name = HTTPField.Name(parameter.name), let value = request.headers[name] else { continue }
            try check(value, parameter)
        }
    }

    private func checkQuery(_ request: Request) throws {
        var seen: Set<String> = []
        for (key, value) in request.uri.queryParameters {
            let name = String(key)
            guard let parameter = parameters.first(where: { $0.name == name && $0.place == .query }) else {
                throw Refusal(
                    .validationFailed,
                    "`\(SafeText.clean(name, limit: 80))` is no parameter here; known: \(names.sorted().joined(separator: ", "))."
                )
            }
            guard seen.insert(name).inserted else { throw Refusal(.validationFailed, "`\(name)` comes twice.") }
            try check(String(value), parameter)
        }
        for parameter in parameters where parameter.isRequired && !seen.contains(parameter.name) {
            throw Refusal(.validationFailed, "The parameter `\(parameter.name)` is missing.")
        }
    }

    private func check(_ text: String, _ parameter: RouteDescription.Parameter) throws {
        let value: JSONTree
        switch parameter.schema {
        case .whole, .number:
            guard case .number(let number)? = try? JSONReader.read(Array(text.utf8)) else {
                throw Refusal(.validationFailed, "`\(parameter.name)` must be a number.")
            }
            value = .number(number)
        default: value = .text(text)
        }
        let fault = APISchemas.shared.check.fault(of: value, against: parameter.schema, at: [parameter.name])
        if let fault { throw Refusal(.validationFailed, fault.text(root: parameter.name)) }
    }
}
