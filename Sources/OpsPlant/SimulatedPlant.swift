import OpsCore

/// A plant of simulated valves on a real broker: each valve a client of its own, pressures and flows from positions.
public actor SimulatedPlant {
    private var valves: [String: SimulatedValve] = [:]
    private var positions: [String: Double] = [:]
    private let hydraulics: PlantHydraulics
    private var readings: [String: PlantHydraulics.Reading] = [:]

    private init(_ hydraulics: PlantHydraulics, positions: [String: Double]) {
        self.hydraulics = hydraulics
        self.positions = positions
    }

    /// Starts the devices. Returns at once; they connect, and keep connecting, by themselves.
    /// - Parameters:
    ///   - valves: without two of one id.
    ///   - positions: where they stand at first, by id, 0 … 100; the rest are open. The default fits the demo's.
    ///   - hydraulics: nil: one pipe a segment, the demo's bypass and drain known by their ids.
    ///   - seed: the same seed makes the same paces, dead times and noise.
    ///   - timeScale: how many times faster than real the actuators move; time-outs and heartbeats are not scaled.
    public static func start(
        broker: PlantBroker, site: String, valves: [ValveConfiguration],
        positions: [String: Double] = PlantCatalogue.demoPositions, hydraulics: PlantHydraulics? = nil,
        seed: UInt64 = 1, timeScale: Double = 1
    ) async -> SimulatedPlant {
        let hydraulics = hydraulics ?? PlantHydraulics(valves: valves, roles: PlantCatalogue.demoRoles)
        let plant = SimulatedPlant(hydraulics, positions: positions)
        await plant.add(valves, broker: broker, site: site, seed: seed, timeScale: timeScale)
        return plant
    }

    /// Ends all devices; each says `offline` first.
    public func stop() async {
        let leaving = valves.values
        valves = [:]
        await withTaskGroup(of: Void.self) { group in
            for valve in leaving { group.addTask { await valve.stop() } }
        }
    }

    /// Makes something go wrong with a valve; false where there is no such valve.
    @discardableResult
    public func inject(_ fault: PlantFault, valve id: String) async -> Bool {
        guard let valve = valves[id] else { return false }
        await valve.inject(fault)
        return true
    }

    /// The true position of a valve, 0 closed … 100 open; nil where there is no such valve.
    public func position(of id: String) async -> Double? { await valves[id]?.position }

    private func add(
        _ configurations: [ValveConfiguration], broker: PlantBroker, site: String, seed: UInt64, timeScale: Double
    ) async {
        var random = SplitMix64(seed: seed)
        for configuration in configurations where valves[configuration.id] == nil {
            let position = positions[configuration.id] ?? 100
            positions[configuration.id] = position
            valves[configuration.id] = SimulatedValve(
                configuration, site: site, broker: broker, position: position, seed: random.next(),
                timeScale: timeScale, onMoved: { [weak self] id, position in await self?.moved(id, to: position) })
        }
        await distribute()
        for valve in valves.values { await valve.start() }
    }

    private func moved(_ id: String, to position: Double) async {
        positions[id] = position
        await distribute()
    }

    /// Tells each valve what its sensors see now, where that has changed.
    private func distribute() async {
        let solved = hydraulics.solve(positions)
        let changed = solved.filter { readings[$0.key] != $0.value }
        readings = solved
        for (id, reading) in changed { await valves[id]?.sense(reading) }
    }
}
