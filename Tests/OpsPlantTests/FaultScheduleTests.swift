import OpsCore
import Testing

@Suite("Commands under faults")
struct FaultScheduleTests {
    @Test("A kind network: every command is carried out once and confirmed")
    func kind() {
        for seed in 0..<50 as Range<UInt64> {
            var schedule = FaultSchedule(seed: seed, malice: 0)
            schedule.run()
            #expect(schedule.violations.isEmpty, "seed \(seed): \(schedule.violations)")
            #expect(schedule.commands.map(\.status.state) == [.confirmed], "seed \(seed)")
            #expect(schedule.executions.count == 1, "seed \(seed)")
        }
    }

    @Test("2,000 schedules of loss, delay, doubling, lost links and restarts: none late, twice or falsely confirmed")
    func unkind() {
        var ends: [CommandState: Int] = [:]
        for seed in 0..<2_000 as Range<UInt64> {
            var schedule = FaultSchedule(seed: seed, malice: 1)
            schedule.run()
            #expect(schedule.violations.isEmpty, "seed \(seed): \(schedule.violations)")
            for command in schedule.commands {
                ends[command.status.state, default: 0] += 1
                #expect(command.isEnded, "seed \(seed): \(command.status)")
            }
        }
        // The schedules must reach every corner, or they prove nothing.
        for state in [CommandState.confirmed, .rejected, .timedOut, .superseded, .failed] {
            #expect(ends[state, default: 0] >= 20, "\(state): \(ends)")
        }
    }
}
