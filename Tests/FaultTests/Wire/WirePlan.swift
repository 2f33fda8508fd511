import OpsCore

/// One schedule over a real broker: what operators ask of one valve, and what goes wrong with its device and its way.
struct WirePlan: Sendable {
    enum Fault: Sendable {
        case cut
        case held(milliseconds: Int)
        case reboot
        case stuck(milliseconds: Int)
    }

    struct Order: Sendable {
        var at: Int
        var action: ValveAction
        var position: Double?
        var key: String
    }

    /// Orders come within so many milliseconds; then everything is left to come to its end.
    static let span = 12_000

    let valve: ValveConfiguration
    let seed: UInt64
    var orders: [Order] = []
    var faults: [(at: Int, fault: Fault)] = []
    var skewSeconds = 0.0
    var doubling = 0

    init(valve: ValveConfiguration, seed: UInt64) {
        self.valve = valve
        self.seed = seed
        var random = SplitMix64(seed: seed)
        if Int.random(in: 0..<4, using: &random) == 0 { skewSeconds = Double.random(in: -30...30, using: &random) }
        if Bool.random(using: &random) { doubling = 30 }
        for number in 0..<Int.random(in: 2...3, using: &random) { addOrder(number, &random) }
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let near = orders.randomElement(using: &random)?.at ?? 0
            faults.append((near + Int.random(in: 0...900, using: &random), Self.fault(&random)))
        }
    }

    private mutating func addOrder(_ number: Int, _ random: inout SplitMix64) {
        let actions: [ValveAction] = [.open, .close, .position, .position, .safe, .stop]
        let action = actions[Int.random(in: 0..<actions.count, using: &random)]
        let position = action == .position ? Double.random(in: 0...100, using: &random).rounded() : nil
        orders.append(
            Order(
                at: Int.random(in: 0...Self.span, using: &random), action: action, position: position,
                key: "\(valve.id)-\(seed)-\(number)"))
    }

    private static func fault(_ random: inout SplitMix64) -> Fault {
        let pause = Int.random(in: 300...7_000, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return .cut
        case 1, 2: return .held(milliseconds: pause)
        case 3: return .reboot
        default: return .stuck(milliseconds: pause)
        }
    }
}

/// What goes wrong with a whole site: its broker, its server, the way between them.
enum SiteFault: CaseIterable, Sendable {
    case none, brokerFrozen, brokerKilled, serverKilled, serverCut, serverHeld
}
