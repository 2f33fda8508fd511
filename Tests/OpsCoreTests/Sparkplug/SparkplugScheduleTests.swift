import OpsCore
import Testing

/// Commands to Sparkplug valves over bad lines: never late, never twice, never confirmed falsely.
@Suite("Sparkplug schedules")
struct SparkplugScheduleTests {
    private static let schedules: UInt64 = 2_000

    @Test("Seeded schedules of loss, delay, doubling, reordering, lost links and new boots")
    func schedules() {
        var ends: [CommandState: Int] = [:]
        for seed in 0..<Self.schedules {
            var schedule = SparkplugSchedule(seed: seed)
            schedule.run()
            let state = schedule.machine.status.state
            ends[state, default: 0] += 1
            #expect(schedule.sent <= 1, "seed \(seed): sent \(schedule.sent) times")
            #expect(schedule.deeds.count <= 1, "seed \(seed): done \(schedule.deeds.count) times")
            // Issued at 1 s for 5 s; a device whose clock lags by up to 3 s is what the gate lets through.
            #expect(schedule.deeds.allSatisfy { $0.at <= 1 + 5 + 3 }, "seed \(seed): done late \(schedule.deeds)")
            guard state == .confirmed else { continue }
            let target = schedule.machine.target.position ?? -100
            let confirmed = schedule.confirmation
            #expect(schedule.deeds.map(\.id) == ["c-1"], "seed \(seed): confirmed and never done")
            #expect(confirmed?.taken == "c-1", "seed \(seed)")
            #expect(confirmed.map { abs($0.position - target) <= 2 } == true, "seed \(seed): \(schedule)")
        }
        // The schedules reach what they are for.
        #expect((ends[.confirmed] ?? 0) > 200 && (ends[.failed] ?? 0) > 20 && (ends[.rejected] ?? 0) > 20, "\(ends)")
    }
}
