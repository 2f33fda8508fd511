import OpsCore
import Testing

@testable import OpsPlant

@Suite("Faults on request")
struct FaultTests {
    private static let valves = Set(PlantCatalogue.demo.map(\.id))

    @Test("Each fault is read as it is written")
    func words() throws {
        for (word, _) in PlantFault.words {
            let fault = try #require(PlantFault(parsing: word), "\(word)")
            #expect(PlantFault(parsing: fault.text) == fault)
        }
        #expect(PlantFault.words.count == 16)
        #expect(PlantFault(parsing: "skew=-30") == .clockSkew(seconds: -30))
        #expect(BrokerFault(parsing: "frozen=8") == .frozen(seconds: 8))
        #expect(BrokerFault(parsing: "killed") == .killed)
    }

    @Test(
        "Anything else is refused",
        arguments: [
            "", "stuck=1", "slow", "slow=2", "slow=", "slow=nan", "fast=0", "leak=-1", "interlock=", "drift=101",
        ])
    func refused(text: String) { #expect(PlantFault(parsing: text) == nil) }

    @Test("An order names its time and its valve; what is wrong is said")
    func orders() throws {
        let order = try FaultOrder(parsing: "20:v-103:leak=0.015", valves: Self.valves)
        #expect(order == FaultOrder(at: 20, .valve("v-103", .leak(coefficient: 0.015))))
        #expect(try FaultOrder(parsing: order.description, valves: Self.valves) == order)
        let broker = try FaultOrder(parsing: "0.5:broker:frozen=3", valves: Self.valves)
        #expect(broker == FaultOrder(at: 0.5, .broker(.frozen(seconds: 3))))
        for (text, word) in [
            ("stuck", "SECONDS"), ("-1:v-103:stuck", "SECONDS"), ("1:v-999:stuck", "v-112"), ("1:v-103:tired", "slow"),
            ("1:broker:stuck", "killed"),
        ] {
            #expect { try FaultOrder(parsing: text, valves: Self.valves) } throws: { "\($0)".contains(word) }
        }
    }

    @Test("Equal seeds give equal plans, in order, and each valve's fault ends")
    func plans() {
        let plan = { (seed: UInt64) in
            FaultPlan.random(seed: seed, count: 200, within: 600, valves: Self.valves.sorted(), broker: true)
        }
        #expect(plan(7) == plan(7) && plan(7) != plan(8))
        let orders = plan(7).orders
        #expect(orders.map(\.at) == orders.map(\.at).sorted())
        let faults = orders.compactMap(Self.fault)
        let (struck, ended) = (faults.filter { $0 != .none }, faults.filter { $0 == .none })
        #expect(struck.count == ended.count && struck.count > 100)
        #expect(orders.contains { $0.kind == .broker(.killed) })
        #expect(Set(struck.map { $0.text.prefix { $0 != "=" } }).count == 13)
    }

    private static func fault(_ order: FaultOrder) -> PlantFault? {
        guard case .valve(_, let fault) = order.kind else { return nil }
        return fault
    }

    @Test("A bad road: doubled, overtaken, and let through after a while")
    func disturbance() {
        let at = { (milliseconds: Int) in
            MonotonicTime(nanoseconds: 1).advanced(by: .milliseconds(milliseconds))
        }
        var road = CommandDisturbance<Int>()
        #expect(road.take(1, at: at(0)) == [1])
        road.kind = .duplicate
        #expect(road.take(2, at: at(0)) == [2, 2])
        road.kind = .reorder
        #expect(road.take(3, at: at(0)) == [] && road.held?.message == 3)
        #expect(road.take(4, at: at(100)) == [4, 3] && road.held == nil)
        #expect(road.take(5, at: at(200)) == [])
        #expect(road.due(at: at(900)) == [] && road.due(at: at(1000)) == [5] && road.due(at: at(1000)) == [])
        #expect(road.take(6, at: at(1100)) == [])
        road.kind = .none
        #expect(road.take(7, at: at(1200)) == [6, 7])
    }
}
