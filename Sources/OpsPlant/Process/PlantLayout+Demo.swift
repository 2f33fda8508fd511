/// The plant of the demonstration: twelve valves in three segments, two pumps, a tank, and five customers.
///
///     well ─pumps─ h0 ─┬─ a1 ─v101─ a2 ─┬──────── a3 ─v102─ a4 ─┬─ north town        segment 6
///                      │                └─v109─ a5 ─ north farm  └─ x ─v110─ b4
///                      ├─ b1 ─┬─v103─ b2 ──────── b3 ─v104─ b4 ─┬─ middle town       segment 7
///                      │      └────────── v107 (bypass) ────────┘
///                      └─ c1 ─v106─ c2 ─┬──────── c3 ─┬─v111─ c4 ── south town       segment 8
///                            v108 drain ┤             └─v105─ t0 ── tank
///                                       └─v112─ c5 ── south farm
extension PlantLayout {
    public static let demo = PlantLayout(
        reservoirs: [.init(id: "well", head: 2), .init(id: "river", head: 0)],
        tanks: [StorageTank(id: "tank", floor: 32.5, area: 400, depth: 6, level: 4)],
        junctions: [
            "h0", "a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3", "b4", "c1", "c2", "c3", "c4", "c5", "t0", "x",
        ]
        .map { .init(id: $0) } + customers,
        pipes: pipes,
        pumps: [
            Pump(id: "p-1", from: "well", to: "h0", curve: PumpCurve(designHead: 46, designFlow: 110)),
            Pump(
                id: "p-2", from: "well", to: "h0", curve: PumpCurve(designHead: 46, designFlow: 110),
                control: Control(tank: "tank", startLevel: 2.5, stopLevel: 5.7)),
        ],
        fittings: fittings)

    /// C of a customer: its draw in m³/s at a pressure of 1 m.
    private static let customers: [HydraulicNetwork.Junction] = [
        .init(id: "north town", leak: 0.0118), .init(id: "north farm", leak: 0.0042),
        .init(id: "middle town", leak: 0.0139), .init(id: "south town", leak: 0.0091),
        .init(id: "south farm", leak: 0.0022),
    ]

    private static let pipes: [HydraulicNetwork.Link] = [
        pipe("6a", "h0", "a1", 400, 0.35), pipe("6b", "a2", "a3", 900, 0.3), pipe("6c", "a4", "north town", 500, 0.3),
        pipe("6d", "a5", "north farm", 300, 0.2), pipe("6x", "a4", "x", 600, 0.2),
        pipe("7a", "h0", "b1", 500, 0.35), pipe("7b", "b2", "b3", 1200, 0.3), pipe("7c", "b4", "middle town", 400, 0.3),
        pipe("8a", "h0", "c1", 600, 0.35), pipe("8b", "c2", "c3", 800, 0.3), pipe("8c", "c4", "south town", 300, 0.3),
        pipe("8d", "c5", "south farm", 300, 0.15), pipe("8t", "t0", "tank", 1000, 0.3),
    ]

    private static let fittings: [ValveFitting] = [
        ValveFitting(id: "v-101", from: "a1", to: "a2", diameter: 0.3),
        ValveFitting(id: "v-102", from: "a3", to: "a4", diameter: 0.3),
        ValveFitting(id: "v-103", from: "b1", to: "b2", diameter: 0.3),
        ValveFitting(id: "v-104", from: "b3", to: "b4", diameter: 0.3),
        ValveFitting(id: "v-105", from: "c3", to: "t0", diameter: 0.2, openLoss: 5),
        ValveFitting(id: "v-106", from: "c1", to: "c2", diameter: 0.3),
        ValveFitting(id: "v-107", from: "b1", to: "b4", diameter: 0.2),
        ValveFitting(id: "v-108", from: "c2", to: "river", diameter: 0.1, openLoss: 5, characteristic: .linear),
        ValveFitting(id: "v-109", from: "a2", to: "a5", diameter: 0.2),
        ValveFitting(id: "v-110", from: "x", to: "b4", diameter: 0.2),
        ValveFitting(id: "v-111", from: "c3", to: "c4", diameter: 0.25),
        ValveFitting(id: "v-112", from: "c2", to: "c5", diameter: 0.15, characteristic: .linear),
    ]

    private static func pipe(
        _ id: String, _ from: String, _ to: String, _ length: Double, _ diameter: Double
    ) -> HydraulicNetwork.Link {
        .init(id: id, from: from, to: to, diameter: diameter, length: length, roughness: 0.1)
    }
}
