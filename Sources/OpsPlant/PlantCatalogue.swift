import OpsCore

/// The plants that come with the program.
public enum PlantCatalogue {
    /// Twelve valves in three segments: what the demonstration and the tests run, in the pipework of
    /// ``PlantLayout/demo``. Ten speak the site's own schema, two Sparkplug B.
    public static let demo: [ValveConfiguration] = [
        ValveConfiguration(
            id: "v-101", name: "inlet", segment: "6", travelSeconds: 10, safePosition: 0, defaultAction: .close),
        ValveConfiguration(
            id: "v-102", name: "seg-6 a", segment: "6", travelSeconds: 8, safePosition: 0, defaultAction: .close),
        ValveConfiguration(
            id: "v-103", name: "seg-7", segment: "7", travelSeconds: 8, safePosition: 0, defaultAction: .close),
        ValveConfiguration(
            id: "v-104", name: "seg-7 out", segment: "7", travelSeconds: 6, safePosition: 0, defaultAction: .close),
        ValveConfiguration(
            id: "v-105", name: "tank", segment: "8", travelSeconds: 12, safePosition: 30, critical: true),
        ValveConfiguration(
            id: "v-106", name: "seg-8", segment: "8", travelSeconds: 7, safePosition: 0, defaultAction: .close),
        ValveConfiguration(
            id: "v-107", name: "bypass", segment: "7", travelSeconds: 5, safePosition: 100, defaultAction: .open),
        ValveConfiguration(id: "v-108", name: "drain", segment: "8", travelSeconds: 5, safePosition: 0),
        ValveConfiguration(
            id: "v-109", name: "seg-6 b", segment: "6", travelSeconds: 7, safePosition: 0, defaultAction: .close),
        ValveConfiguration(
            id: "v-110", name: "cross 6-7", segment: "6", travelSeconds: 6, safePosition: 100, defaultAction: .open),
        ValveConfiguration(
            id: "v-111", name: "seg-8 a", segment: "8", travelSeconds: 9, safePosition: 0, defaultAction: .close,
            schema: edge("v-111")),
        ValveConfiguration(
            id: "v-112", name: "seg-8 b", segment: "8", travelSeconds: 5, safePosition: 0, defaultAction: .close,
            schema: edge("v-112")),
    ]

    /// An edge node of its own that speaks Sparkplug B and takes commands.
    private static func edge(_ valve: String) -> ValveSchema {
        .sparkplug(SparkplugAddress(group: "plant", node: "edge-\(valve)", device: valve), commands: true)
    }

    /// Where the valves of ``demo`` stand at first; those that are not named are open.
    public static let demoPositions: [String: Double] = ["v-105": 62, "v-107": 0, "v-108": 0]
}
