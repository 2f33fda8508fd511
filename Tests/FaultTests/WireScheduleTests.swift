import Foundation
import Glibc
import OpsCore
import OpsPlant
import OpsTestSupport
import Testing

/// Commands under faults over real brokers, with real servers that are killed and real connections that are cut: many
/// valves at once, a schedule each, and for each site one fault that hits them all.
@Suite("Commands under faults over real brokers")
struct WireScheduleTests {
    static let valvesPerSite = 50

    @Test("300 schedules: none late, twice, falsely confirmed or left open", arguments: SiteFault.allCases)
    func schedules(_ fault: SiteFault) async throws {
        let number = try #require(SiteFault.allCases.firstIndex(of: fault))
        let plans = (0..<Self.valvesPerSite).map { index in
            let valve = ValveConfiguration(
                id: "v-\(index + 1)", name: "valve \(index + 1)", travelSeconds: 5, safePosition: 20)
            return WirePlan(valve: valve, seed: UInt64(number * 1_000 + index))
        }
        let site = try await FaultSite.start(plans.map(\.valve))
        let run = WireRun(site: site, fault: fault, plans: plans)
        let result: Result<[String], any Error>
        do { result = .success(try await run.run()) } catch { result = .failure(error) }
        await site.stop()
        let broken = try result.get()
        #expect(broken.isEmpty, "\(broken.joined(separator: "\n"))")
    }
}
