import OpsCore

/// Prometheus' read API. What its expressions are is Prometheus' to say; no schema can. Nothing here is checked before the
/// route: what is wrong is said in Prometheus' form.
extension RouteDescriptions {
    static let prometheus =
        [
            RouteDescription(.get, "/api/v1/openapi.json", "prometheusDocument", "The document of Prometheus' read API")
                .answering(
                    .init(
                        status: 200, text: "OpenAPI 3.1.", content: [.init("application/json") { _ in .map(.anything) }]
                    ))
        ] + PrometheusEndpoint.allCases.flatMap(descriptions)

    private static func descriptions(_ endpoint: PrometheusEndpoint) -> [RouteDescription] {
        (endpoint.takesForm ? [RouteMethod.get, .post] : [.get]).map { method in
            let name = method == .get ? endpoint.name : endpoint.name + "ByForm"
            let description = RouteDescription(method, endpoint.rawValue, name, endpoint.summary)
            // A form's members are those of the query.
            return endpoint.parameters.reduce(description) { description, parameter in
                var parameter = parameter
                if method == .post { parameter.isRequired = false }
                return description.taking(parameter)
            }
            .answering(answer(endpoint.data)).answering(errors[0]).answering(errors[1]).answering(errors[2])
        }
    }

    private static func answer(_ data: Schema) -> RouteDescription.Answer {
        RouteDescription.Answer(
            status: 200, text: "As Prometheus answers.",
            content: [
                .init("application/json") { _ in
                    .object(
                        .init([
                            .init("status", .choice(["success"])), .init("data", data),
                            .init("warnings", .list(.text()), isRequired: false),
                            .init("infos", .list(.text()), isRequired: false),
                        ]))
                }
            ])
    }

    private static let errors = [
        (400, "bad_data", "A parameter is missing or wrong."), (422, "execution", "The expression has no value."),
        (503, "timeout", "It took too long, or too many ask."),
    ].map { status, kind, text in
        RouteDescription.Answer(
            status: status, text: text,
            content: [
                .init("application/json") { _ in
                    .object(
                        .init([
                            .init("status", .choice(["error"])),
                            .init("errorType", .choice(status == 503 ? [kind, "unavailable"] : [kind])),
                            .init("error", .text()),
                        ]))
                }
            ])
    }
}

extension RouteDescription {
    fileprivate func taking(_ parameter: Parameter) -> Self {
        var copy = self
        copy.parameters.append(parameter)
        return copy
    }
}
