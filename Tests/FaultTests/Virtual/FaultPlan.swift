import OpsCore

/// What happens in one schedule beside the network's own unkindness: orders by operators, and faults.
struct FaultPlan {
    enum Happening {
        case order(valve: Int, ValveAction, position: Double?)
        case brokerKilled(milliseconds: Int64, forgets: Bool)
        case brokerFrozen(milliseconds: Int64)
        case serverKilled(milliseconds: Int64)
        /// Killed between two steps of its work, so many steps from now.
        case serverKilledAfter(steps: Int, milliseconds: Int64)
        case serverLinkLost
        case deviceLinkLost(valve: Int)
        case reboot(valve: Int, milliseconds: Int64)
        case deviceClock(valve: Int, milliseconds: Int64)
        case serverClock(milliseconds: Int64)
        case stuck(valve: Int, milliseconds: Int64)
        case slow(valve: Int, pace: Double, milliseconds: Int64)
        case local(valve: Int, milliseconds: Int64)
        case interlock(valve: Int, milliseconds: Int64)
        /// A condition that the server asks of its own series does not hold.
        case condition(valve: Int, milliseconds: Int64)
        case storageFails(milliseconds: Int64)
        /// Somebody has retained the last command; the device is given it again.
        case retained(valve: Int)
    }

    struct Item {
        var at: Int64
        var happening: Happening
    }

    /// Until then things go wrong; from then on the network is kind and everything must come to its end.
    static let heals: Int64 = 30_000
    static let valves = 2

    let seed: UInt64
    /// How unkind the network is: 0 loses, delays and doubles nothing.
    var malice: Double
    /// The devices' clocks at the start, in milliseconds off.
    var skews: [Int64] = [0, 0]
    var items: [Item] = []

    /// Nothing goes wrong; the operators do the same.
    static func kind(seed: UInt64) -> FaultPlan {
        var plan = FaultPlan(seed: seed)
        plan.malice = 0
        plan.skews = [0, 0]
        plan.items = plan.items.filter { if case .order = $0.happening { true } else { false } }
        return plan
    }

    init(seed: UInt64) {
        self.seed = seed
        var random = SplitMix64(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ 17)
        malice = [0, 0.3, 1][Int.random(in: 0..<3, using: &random)]
        for valve in skews.indices where Double.random(in: 0..<1, using: &random) < 0.3 {
            skews[valve] = Int64.random(in: -30_000...30_000, using: &random)
        }
        for _ in 0..<Int.random(in: 2...5, using: &random) { add(Self.order(&random), &random) }
        for _ in 0..<Int.random(in: 0...5, using: &random) { addFault(&random) }
    }

    /// True where no clock is set during the run.
    var keepsClocks: Bool {
        items.allSatisfy { item in
            switch item.happening {
            case .deviceClock, .serverClock: false
            default: true
            }
        }
    }

    /// Most faults come close behind an order and on its valve, where they hurt most: half of these within 0.2 s.
    private mutating func addFault(_ random: inout SplitMix64) {
        let orders = items.compactMap { item -> (at: Int64, valve: Int)? in
            if case .order(let valve, _, _) = item.happening { (item.at, valve) } else { nil }
        }
        guard Double.random(in: 0..<1, using: &random) < 0.7, let order = orders.randomElement(using: &random) else {
            return add(Self.fault(Int.random(in: 0..<Self.valves, using: &random), &random), &random)
        }
        let behind = Double.random(in: 0..<1, using: &random)
        let at = order.at + Int64(1_500 * behind * behind * behind)
        items.append(Item(at: at, happening: Self.fault(order.valve, &random)))
    }

    private mutating func add(_ happening: Happening, _ random: inout SplitMix64) {
        items.append(Item(at: Int64.random(in: 500...22_000, using: &random), happening: happening))
    }

    private static func order(_ random: inout SplitMix64) -> Happening {
        let valve = Int.random(in: 0..<valves, using: &random)
        let actions: [ValveAction] = [.open, .close, .position, .position, .safe, .stop]
        let action = actions[Int.random(in: 0..<actions.count, using: &random)]
        let position = (Double.random(in: 0...100, using: &random)).rounded()
        return .order(valve: valve, action, position: action == .position ? position : nil)
    }

    private static func fault(_ valve: Int, _ random: inout SplitMix64) -> Happening {
        let span = Int64.random(in: 200...8_000, using: &random)
        let skew = Int64.random(in: -30_000...30_000, using: &random)
        switch Int.random(in: 0..<17, using: &random) {
        case 0: return .brokerKilled(milliseconds: span, forgets: Bool.random(using: &random))
        case 1, 2: return .brokerFrozen(milliseconds: span * Int64.random(in: 1...3, using: &random))
        case 3: return .serverKilled(milliseconds: span)
        case 4: return .serverKilledAfter(steps: Int.random(in: 0...12, using: &random), milliseconds: span)
        case 5, 6: return .serverLinkLost
        case 7: return .deviceLinkLost(valve: valve)
        case 8, 9: return .reboot(valve: valve, milliseconds: min(span, 2_000))
        case 10: return .deviceClock(valve: valve, milliseconds: skew)
        case 11: return .serverClock(milliseconds: skew)
        case 12: return .stuck(valve: valve, milliseconds: span)
        case 13: return .slow(valve: valve, pace: Double.random(in: 0.05...0.5, using: &random), milliseconds: span)
        case 14: return .local(valve: valve, milliseconds: span)
        case 15:
            return Bool.random(using: &random)
                ? .interlock(valve: valve, milliseconds: span) : .condition(valve: valve, milliseconds: span)
        default:
            return Bool.random(using: &random) ? .storageFails(milliseconds: span) : .retained(valve: valve)
        }
    }
}
