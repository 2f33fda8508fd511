import OpsCore
import OpsPlant
import Testing

@Suite("Plant hydraulics")
struct PlantHydraulicsTests {
    private let hydraulics = PlantHydraulics(valves: PlantCatalogue.demo, roles: PlantCatalogue.demoRoles)

    private func reading(_ id: String, _ changes: [String: Double] = [:]) throws -> PlantHydraulics.Reading {
        let positions = PlantCatalogue.demoPositions.merging(changes) { $1 }
        return try #require(hydraulics.solve(positions)[id])
    }

    @Test("Every valve has a reading, and every number is a number")
    func complete() {
        for position in [0.0, 0.4, 1, 50, 100] {
            let all = Dictionary(uniqueKeysWithValues: PlantCatalogue.demo.map { ($0.id, position) })
            let readings = hydraulics.solve(all)
            #expect(Set(readings.keys) == Set(PlantCatalogue.demo.map(\.id)))
            #expect(readings.values.allSatisfy { $0.pressureBar.isFinite && $0.pressureBar >= 0 && $0.flowLps >= 0 })
        }
    }

    @Test("Valves in series carry the same flow, which falls as one closes and ends where one is closed")
    func series() throws {
        let open = try reading("v-103")
        #expect(open.flowLps == (try reading("v-104")).flowLps)
        #expect(open.flowLps > 100)
        let throttled = try reading("v-103", ["v-104": 20])
        #expect(throttled.flowLps < open.flowLps)
        #expect(throttled.pressureBar > open.pressureBar)
        #expect(try reading("v-103", ["v-104": 0]).flowLps == 0)
    }

    @Test("The pressure behind a closed valve falls to the sink's")
    func behindClosed() throws {
        #expect(try reading("v-104", ["v-103": 0]).pressureBar < reading("v-104").pressureBar)
        #expect(try reading("v-103", ["v-103": 0]).pressureBar > reading("v-103").pressureBar)
    }

    @Test("The bypass carries what its closed main valve does not")
    func bypass() throws {
        #expect(try reading("v-107").flowLps == 0)
        let detour = try reading("v-107", ["v-107": 100, "v-104": 0])
        #expect(detour.flowLps > 50)
        #expect(try reading("v-103", ["v-107": 100, "v-104": 0]).flowLps == detour.flowLps)
    }

    @Test("A drain takes water out of its segment: inflow is outflow and drain")
    func drain() throws {
        let changes = ["v-105": 100.0, "v-108": 100.0]
        let inflow = try reading("v-105", changes).flowLps
        let outflow = try reading("v-106", changes).flowLps
        let drained = try reading("v-108", changes).flowLps
        #expect(drained > 1)
        #expect(abs(inflow - outflow - drained) < 0.5)
    }

    @Test("Other segments do not notice")
    func apart() throws {
        #expect(try reading("v-101", ["v-103": 0]) == reading("v-101"))
    }
}
