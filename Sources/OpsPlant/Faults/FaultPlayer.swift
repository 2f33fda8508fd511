import OpsCore

/// Plays a ``FaultPlan`` on a plant, and on its broker where that is ours.
public struct FaultPlayer: Sendable {
    private let plant: SimulatedPlant
    private let harmBroker: (@Sendable (BrokerFault) async -> Void)?
    private let onFault: @Sendable (FaultOrder) -> Void

    /// - Parameters:
    ///   - harmBroker: does to the broker what it is told; nil: the broker is somebody else's, and its faults are left out.
    ///   - onFault: told of each fault as it strikes.
    public init(
        plant: SimulatedPlant, harmBroker: (@Sendable (BrokerFault) async -> Void)? = nil,
        onFault: @escaping @Sendable (FaultOrder) -> Void = { _ in }
    ) {
        self.plant = plant
        self.harmBroker = harmBroker
        self.onFault = onFault
    }

    /// Plays it from now on, to its end or until cancelled.
    public func play(_ plan: FaultPlan) async {
        await withTaskGroup(of: Void.self) { group in
            let clock = SystemClock()
            let start = clock.monotonic
            for order in plan.orders {
                let wait = start.advanced(by: .seconds(order.at)).duration(since: clock.monotonic)
                do { try await Task.sleep(for: max(.zero, wait)) } catch { break }
                onFault(order)
                // Apart: a fault that lasts must not hold up the next.
                group.addTask { await strike(order.kind) }
            }
        }
    }

    private func strike(_ kind: FaultOrder.Kind) async {
        switch kind {
        case .valve(let valve, let fault): await plant.inject(fault, valve: valve)
        case .broker(let fault): await harmBroker?(fault)
        }
    }
}
