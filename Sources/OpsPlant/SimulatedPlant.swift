import OpsCore

/// A plant of simulated valves on a real broker: each valve a client of its own, pressures and flows solved from where
/// the valves truly stand.
public actor SimulatedPlant {
    /// How often tanks are brought up to date while nothing else happens.
    static let tankInterval = Duration.seconds(10)

    private var valves: [String: SimulatedValve] = [:]
    private var process: PlantProcess
    private var told: [String: ProcessReading] = [:]
    private var advancedAt: MonotonicTime
    private var ticker: Task<Void, Never>?
    private let clock = SystemClock()

    private init(_ process: PlantProcess) {
        self.process = process
        advancedAt = SystemClock().monotonic
    }

    /// Starts the devices. Returns at once; they connect, and keep connecting, by themselves.
    /// - Parameters:
    ///   - valves: without two of one id.
    ///   - positions: where they stand at first, by id, 0 … 100; the rest are open. The default fits the demo's.
    ///   - layout: the pipework; nil: the demo's where it has all of these valves, else a pipe a segment.
    ///   - seed: the same seed makes the same paces, dead times and noise.
    ///   - timeScale: how many times faster than real the actuators move; time-outs and heartbeats are not scaled.
    public static func start(
        broker: PlantBroker, site: String, valves: [ValveConfiguration],
        positions: [String: Double] = PlantCatalogue.demoPositions, layout: PlantLayout? = nil,
        seed: UInt64 = 1, timeScale: Double = 1
    ) async -> SimulatedPlant {
        let process = PlantProcess(layout ?? .fitting(valves), positions: positions)
        let plant = SimulatedPlant(process)
        await plant.add(
            valves, positions: positions, broker: broker, site: site, seed: seed, timeScale: timeScale)
        return plant
    }

    /// Ends all devices; each says `offline` first.
    public func stop() async {
        ticker?.cancel()
        ticker = nil
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
        switch fault {
        case .leak(let coefficient): process.leak(coefficient, behind: id)
        case .passing(let opening): process.wear(opening, of: id)
        case .none:
            process.leak(0, behind: id)
            process.wear(0, of: id)
        default: break
        }
        await distribute()
        await valve.inject(fault)
        return true
    }

    /// The true position of a valve, 0 closed … 100 open; nil where there is no such valve.
    public func position(of id: String) async -> Double? { await valves[id]?.position }

    /// The device of this id; nil where there is none.
    func valve(_ id: String) -> SimulatedValve? { valves[id] }

    /// What is true beside a valve now; nil where there is no such valve.
    public func reading(of id: String) -> ProcessReading? { process.readings[id] }

    private func add(
        _ configurations: [ValveConfiguration], positions: [String: Double], broker: PlantBroker, site: String,
        seed: UInt64, timeScale: Double
    ) async {
        var random = SplitMix64(seed: seed)
        for configuration in configurations where valves[configuration.id] == nil {
            valves[configuration.id] = SimulatedValve(
                configuration, site: site, broker: broker, position: positions[configuration.id] ?? 100,
                seed: random.next(), timeScale: timeScale,
                fitting: process.layout.fittings.first { $0.id == configuration.id },
                onMoved: { [weak self] id, position in await self?.moved(id, to: position) })
        }
        await distribute()
        for valve in valves.values { await valve.start() }
        guard !process.tanks.isEmpty else { return }
        ticker = Task { [weak self] in
            while !Task.isCancelled {
                do { try await Task.sleep(for: Self.tankInterval, tolerance: .seconds(2)) } catch { return }
                await self?.tick()
            }
        }
    }

    private func moved(_ id: String, to position: Double) async {
        process.move(id, to: position)
        await distribute()
    }

    private func tick() async {
        let now = clock.monotonic
        process.advance(seconds: now.seconds(since: advancedAt))
        advancedAt = now
        await distribute()
    }

    /// Tells each valve what its sensors see now, where that has changed by anything they could notice.
    private func distribute() async {
        for id in valves.keys {
            // Read anew each time: while one valve is told, another may have moved.
            guard let reading = process.readings[id], !(told[id].map { reading.isLike($0) } ?? false) else { continue }
            told[id] = reading
            await valves[id]?.sense(reading)
        }
    }
}

extension ProcessReading {
    /// No transmitter tells them apart: less than 2 mbar and 0.02 L/s, and nothing where there was something.
    fileprivate func isLike(_ other: ProcessReading) -> Bool {
        abs(pressureBar - other.pressureBar) < 0.002 && abs(flowLps - other.flowLps) < 0.02
            && (flowLps == 0) == (other.flowLps == 0)
    }
}
