import OpsCore

/// The models of all valves of a site, configured and discovered; a value without I/O.
struct ValveBook {
    /// Valves that may be discovered beside the configured ones; further ones are not shown.
    static let discoveredLimit = 256

    private(set) var configurations: [String: ValveConfiguration]
    private(set) var models: [String: ValveTelemetryModel] = [:]
    private var discovered = 0

    init(_ valves: [ValveConfiguration]) {
        configurations = Dictionary(valves.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for valve in valves { models[valve.id] = ValveTelemetryModel(valve: valve.id, configuration: valve) }
    }

    /// All valves, by id.
    var statuses: [ValveStatus] { models.values.map(\.status).sorted { $0.id < $1.id } }

    /// Changes one valve's model; nil where there is no room for another discovered one.
    mutating func update<T>(_ id: String, _ body: (inout ValveTelemetryModel) -> T) -> T? {
        if models[id] == nil {
            guard discovered < Self.discoveredLimit else { return nil }
            discovered += 1
            models[id] = ValveTelemetryModel(valve: id, configuration: nil)
        }
        guard var model = models[id] else { return nil }
        // Out of the dictionary meanwhile, so that it is changed in place.
        models[id] = nil
        defer { models[id] = model }
        return body(&model)
    }
}
