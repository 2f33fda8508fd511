import OpsCore

extension PlantCatalogue {
    /// The `config.yaml` of a server that joins the plant of ``demo``.
    ///
    /// - Parameter site: the site's name, as the plant was started with it.
    public static func serverConfiguration(site: String) -> String {
        var lines = [
            "# A server that joins the simulated plant. Save it for yourself alone (chmod 600), then:",
            "#   MQTT_URL=mqtt://HOST:PORT opstui serve --config FILE",
            "# deploy/rules/plant.rules.yml has the alarms that fit it; name it in rule_files.",
            "site: \(quoted(site))",
            "valves:",
        ]
        for valve in demo { lines.append("  - {\(fields(valve).joined(separator: ", "))}") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func fields(_ valve: ValveConfiguration) -> [String] {
        var fields = ["id: \(valve.id)", "name: \(quoted(valve.name))"]
        if let segment = valve.segment { fields.append("segment: \(quoted(segment))") }
        fields.append("travel_sec: \(number(valve.travelSeconds))")
        if let safe = valve.safePosition { fields.append("safe_position: \(number(safe))") }
        if let action = valve.defaultAction { fields.append("default_action: \(action.rawValue)") }
        if valve.critical { fields.append("critical: true") }
        if case .sparkplug(let address, let commands) = valve.schema {
            let place = "group: \(address.group), node: \(address.node), device: \(address.device)"
            fields.append("schema: {sparkplug: {\(place), commands: \(commands)}}")
        }
        return fields
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() ? String(Int(value)) : String(value)
    }

    /// In double quotes, as YAML and JSON share them.
    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
