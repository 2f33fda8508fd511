import OpsCore
import Testing

/// Commands under faults, all in memory: the product's own machines, gate, models and devices, on a clock of their own.
@Suite("Commands under seeded faults")
struct ScheduleTests {
    /// Each case runs a tenth of the schedules.
    static let schedules: UInt64 = 10_000
    static let parts: UInt64 = 10

    @Test("A kind world: every command that is not refused is carried out once, and confirmed or taken over")
    func kind() {
        for seed in 0..<200 as Range<UInt64> {
            var run = VirtualRun(.kind(seed: seed))
            run.run()
            #expect(run.judge.violations.isEmpty, "seed \(seed): \(run.judge.violations)")
            for status in run.server.latest {
                #expect([.confirmed, .superseded].contains(status.state), "seed \(seed): \(status)")
                #expect(run.judge.acts[status.id] == 1, "seed \(seed): \(status)")
            }
        }
    }

    @Test(
        "10,000 schedules: none late, twice, on the wrong valve, falsely confirmed or left open", arguments: 0..<parts)
    func unkind(part: UInt64) {
        var tally = Tally()
        let share = Self.schedules / Self.parts
        for seed in part * share..<(part + 1) * share {
            let plan = FaultPlan(seed: seed)
            var run = VirtualRun(plan)
            run.run()
            tally.add(run)
            guard !run.judge.violations.isEmpty else { continue }
            Issue.record("\(Culprit(plan).report)")
            return
        }
        #expect(tally.gaps.isEmpty, "schedules that do not come there prove nothing: \(tally)")
    }
}
