import OpsCore
import Testing

@testable import OpsServer

/// `config.yaml`: sections, valves, and errors with their line.
@Suite struct ConfigurationFileTests {
    private func read(_ text: String) throws -> ConfigurationFile { try ConfigurationFile(text: text, path: "c.yaml") }

    @Test func sectionsListsAndValves() throws {
        let file = try read(
            """
            # a comment
            site: plant-7
            cors_origins:
              - https://a.example
              - https://b.example
            rate_limits:
              ops: 5/minute
            upstream: {url: 'http://127.0.0.1:9', name: enrich}
            theme: dark
            valves:
              - {id: v-101, name: inlet, segment: "7", travel_sec: 12, safe_position: 0, default_action: open,
                 critical: false, schema: ops, interlocks: ['valve_pressure_bar{seg="7"} < 6']}
              - id: v-102
                critical: true
            """)
        #expect(file.values["site"] == .init(text: "plant-7", line: 2))
        #expect(file.values["cors_origins"]?.text == "https://a.example,https://b.example")
        #expect(file.values["rate_limits.ops"] == .init(text: "5/minute", line: 7))
        #expect(file.values["upstream.url"]?.text == "http://127.0.0.1:9" && file.values["theme"] == nil)
        #expect(
            file.valves == [
                ValveConfiguration(
                    id: "v-101", name: "inlet", segment: "7", travelSeconds: 12, safePosition: 0, defaultAction: .open,
                    interlocks: ["valve_pressure_bar{seg=\"7\"} < 6"]),
                ValveConfiguration(id: "v-102", name: "v-102", critical: true),
            ])
    }

    @Test func anEmptyFileSetsNothing() throws {
        let file = try read("# nothing\n")
        #expect(file.values.isEmpty && file.valves.isEmpty)
    }

    @Test(arguments: [
        ("site: a\nlisten_on: b\n", 2, "unknown setting `listen_on`"), ("- a\n", 1, "expected settings"),
        ("site: a\nrate_limits:\n  opps: 5/minute\n", 3, "rate_limits.opps"), ("site: {a: b}\n", 1, "expects a value"),
        ("site: [a, {b: c}]\n", 1, "list of values"), ("a: [\n", 2, "not valid YAML"),
        ("site: a\nsite: b\n", 1, "set twice: site"),
        ("valves: 3\n", 1, "expects a list"), ("valves:\n  - name: x\n", 2, "needs an `id`"),
        ("valves:\n  - id: v-1\n  - id: v-1\n", 3, "there twice"), ("valves:\n  - id: a/b\n", 2, "`id` expects"),
        ("valves:\n  - id: v-1\n    travel: 3\n", 3, "unknown `travel`"),
        ("valves:\n  - id: v-1\n    travel_sec: 1\n", 3, "from 5 to 600"),
        ("valves:\n  - id: v-1\n    safe_position: 101\n", 3, "from 0 to 100"),
        ("valves:\n  - id: v-1\n    default_action: position\n", 3, "`default_action` expects"),
        ("valves:\n  - id: v-1\n    critical: perhaps\n", 3, "true or false"),
        ("valves:\n  - id: v-1\n    interlocks: up\n", 3, "list of at most 20"),
        ("valves:\n  - id: v-1\n    schema: modbus\n", 3, "`schema` expects ops"),
        ("valves:\n  - id: v-1\n    schema: {sparkplug: {group: g}}\n", 3, "`node` expects a name"),
        ("valves:\n  - id: v-1\n    schema: {sparkplug: {group: g, node: a/b, device: d}}\n", 3, "without / + #"),
        ("valves:\n  - id: v-1\n    schema: {sparkplug: {group: g, nod: n}}\n", 3, "unknown `nod`"),
        (
            "valves:\n  - id: v-1\n    schema: {sparkplug: {group: g, node: n, device: d, commands: 7}}\n", 3,
            "`commands`"
        ),
    ])
    func anErrorHasItsLineAndWhatWasExpected(text: String, line: Int, said: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try read(text) }
        #expect(error?.line == line && error?.reason.contains(said) == true, "\(String(describing: error))")
        #expect(error?.description.hasPrefix("c.yaml:\(line): ") == true)
    }
}
