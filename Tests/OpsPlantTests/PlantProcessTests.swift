import OpsCore
import OpsPlant
import Testing

@Suite("The plant's water")
struct PlantProcessTests {
    private func process(_ changes: [String: Double] = [:]) -> PlantProcess {
        PlantProcess(.demo, positions: PlantCatalogue.demoPositions.merging(changes) { $1 })
    }

    private func reading(_ id: String, _ changes: [String: Double] = [:]) throws -> ProcessReading {
        try #require(process(changes).readings[id])
    }

    @Test("At least twelve valves in three segments, each of them in the pipework, with pumps, a tank and customers")
    func size() {
        #expect(PlantCatalogue.demo.count >= 12)
        #expect(Set(PlantCatalogue.demo.compactMap(\.segment)).count == 3)
        #expect(Set(PlantLayout.demo.fittings.map(\.id)) == Set(PlantCatalogue.demo.map(\.id)))
        #expect(PlantLayout.demo.pumps.count == 2 && PlantLayout.demo.tanks.count == 1)
        #expect(PlantLayout.demo.junctions.filter { $0.leak > 0 }.count == 5)
    }

    @Test("Every valve has a reading, and every number is a number", arguments: [0.0, 0.4, 0.6, 1, 5, 50, 100])
    func complete(position: Double) {
        let all = Dictionary(uniqueKeysWithValues: PlantCatalogue.demo.map { ($0.id, position) })
        let process = PlantProcess(.demo, positions: all)
        #expect(Set(process.readings.keys) == Set(PlantCatalogue.demo.map(\.id)))
        #expect(
            process.readings.values.allSatisfy {
                $0.pressureBar.isFinite && $0.pressureBar >= 0 && $0.flowLps.isFinite
            })
        #expect(process.failures == 0)
    }

    @Test("What runs into a segment runs out of it", arguments: [100.0, 40, 8])
    func balance(inlet: Double) throws {
        let process = process(["v-101": inlet, "v-103": inlet, "v-106": inlet])
        let flow = { (id: String) in process.readings[id]?.flowLps ?? .nan }
        #expect(abs(flow("v-101") - flow("v-102") - flow("v-109")) < 0.01)
        #expect(abs(flow("v-103") - flow("v-104")) < 0.01)
        let out = flow("v-105") + flow("v-108") + flow("v-111") + flow("v-112")
        #expect(abs(flow("v-106") - out) < 0.01)
    }

    @Test("A valve that closes takes its flow away and raises the pressure before it")
    func throttling() throws {
        let open = try reading("v-103")
        #expect(open.flowLps > 60 && (3.5...4.5).contains(open.pressureBar))
        let throttled = try reading("v-103", ["v-104": 10])
        #expect(throttled.flowLps < 0.9 * open.flowLps && throttled.pressureBar > open.pressureBar)
        #expect(abs(try reading("v-103", ["v-104": 0]).flowLps) < 0.01)
        #expect(try reading("v-104", ["v-103": 0]).pressureBar < open.pressureBar - 1)
    }

    @Test("The same positions give the same readings, whatever they were before")
    func history() throws {
        var wandering = process()
        var random = SplitMix64(seed: 11)
        for _ in 0..<300 {
            let valve = try #require(PlantCatalogue.demo.randomElement(using: &random))
            let end = Bool.random(using: &random) ? 0 : 100.0
            wandering.move(valve.id, to: Bool.random(using: &random) ? end : .random(in: 0...100, using: &random))
        }
        #expect(wandering.failures == 0)
        for valve in PlantCatalogue.demo { wandering.move(valve.id, to: PlantCatalogue.demoPositions[valve.id] ?? 100) }
        for (id, reading) in process().readings {
            let other = try #require(wandering.readings[id])
            #expect(abs(reading.flowLps - other.flowLps) < 0.01, "\(id)")
            #expect(abs(reading.pressureBar - other.pressureBar) < 0.001, "\(id)")
        }
    }

    @Test("A leak: pressure falls, the balance breaks by what is lost; isolated, the pressure is back")
    func leak() throws {
        var process = process()
        let before = try #require(process.readings["v-103"])
        process.leak(0.015, behind: "v-103")
        let leaking = try #require(process.readings["v-103"])
        #expect(leaking.pressureBar < before.pressureBar - 0.6)
        let out = try #require(process.readings["v-104"])
        #expect(abs(leaking.flowLps - out.flowLps - process.loss(behind: "v-103")) < 0.01)
        #expect(process.loss(behind: "v-103") > 60)
        process.move("v-103", to: 0)
        // From the other side the water still comes.
        #expect(process.loss(behind: "v-103") > 20)
        process.move("v-104", to: 0)
        #expect(process.loss(behind: "v-103") == 0)
        let isolated = try #require(process.readings["v-103"])
        #expect(isolated.pressureBar > before.pressureBar && isolated.flowLps == 0)
        #expect(process.readings["v-104"]?.pressureBar == 0, "what is shut in with a hole runs empty")
        process.leak(0, behind: "v-103")
        process.move("v-103", to: 100)
        process.move("v-104", to: 100)
        #expect(abs((process.readings["v-103"]?.flowLps ?? 0) - before.flowLps) < 0.01)
    }

    @Test("What is shut in between two tight valves keeps its pressure")
    func shutIn() throws {
        var process = process()
        process.move("v-104", to: 0)
        let before = try #require(process.readings["v-104"]).pressureBar
        process.move("v-103", to: 0)
        #expect(process.readings["v-104"]?.pressureBar == before && before > 3)
    }

    @Test("A worn seat lets water through a closed valve")
    func passing() throws {
        var process = process(["v-103": 0])
        process.wear(0.01, of: "v-103")
        let flow = try #require(process.readings["v-103"]).flowLps
        #expect(flow > 1 && flow < 60)
        process.wear(0, of: "v-103")
        #expect(process.readings["v-103"]?.flowLps == 0)
    }

    @Test("A tank fills by what runs into it; its pump stops when it is full and starts when it is low")
    func tank() throws {
        var process = process()
        let inflow = process.inflow(of: "tank")
        let level = try #require(process.tanks["tank"]).level
        #expect(inflow > 1)
        process.advance(seconds: 60)
        let later = try #require(process.tanks["tank"]).level
        #expect(abs(later - level - inflow / 1000 * 60 / 400) < 1e-9)
        var levels: [Double] = []
        var pumps: Set<Int> = []
        for _ in 0..<800 {
            process.advance(seconds: 600)
            levels.append(try #require(process.tanks["tank"]).level)
            pumps.insert(process.running.count)
        }
        #expect(pumps == [1, 2])
        #expect((levels.min() ?? 0) > 2 && (levels.max() ?? 9) < 6 && process.failures == 0)
    }

    @Test("An empty tank gives nothing")
    func emptyTank() throws {
        var layout = PlantLayout.demo
        layout.tanks = [StorageTank(id: "tank", floor: 60, area: 10, depth: 6, level: 0.01)]
        var process = PlantProcess(layout, positions: PlantCatalogue.demoPositions)
        #expect(process.inflow(of: "tank") < -1)
        process.advance(seconds: 3600)
        #expect(process.tanks["tank"]?.level == 0)
        #expect(process.inflow(of: "tank") >= 0)
        #expect(abs(process.readings["v-105"]?.flowLps ?? 9) < 0.01)
    }

    @Test("Valves of another site: a pipe a segment, one valve after the other")
    func series() throws {
        let valves = ["x-1", "x-2", "y-1"].map {
            ValveConfiguration(id: $0, name: $0, segment: String($0.prefix(1)))
        }
        var process = PlantProcess(.fitting(valves))
        let flow = { (process: PlantProcess, id: String) in process.readings[id]?.flowLps ?? .nan }
        #expect(flow(process, "x-1") > 50 && abs(flow(process, "x-1") - flow(process, "x-2")) < 0.01)
        let other = flow(process, "y-1")
        process.move("x-2", to: 0)
        #expect(abs(flow(process, "x-1")) < 0.01 && abs(flow(process, "y-1") - other) < 0.01)
    }
}
