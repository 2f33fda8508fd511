import Foundation
import Logging
import OpsChildren
import OpsCore
import OpsMetrics
import Testing

@testable import OpsServer

/// Series over a restart, on a real file.
@Suite struct SeriesKeeperTests {
    private let clock = SettableClock()
    private let labels = Labels(name: "valve_pressure_bar", [("valve", "v-1")])

    private func keeper(_ store: SeriesStore, _ directory: PrivateDirectory) -> SeriesKeeper {
        SeriesKeeper(
            store: store, path: directory.file("series.snapshot"), clock: clock, logger: Logger(label: "test"))
    }

    @Test func restoredSamplesAreThereForGraphsAndAreNoValueOfNow() async throws {
        let directory = try PrivateDirectory()
        defer { directory.remove() }
        let before = SeriesStore()
        let now = clock.wall.milliseconds
        for second in 1...30 { before.append(labels, at: now - Int64(31 - second) * 1_000, Double(second)) }
        before.append(Labels(name: "ALERTS_FOR_STATE", [("alertname", "A")]), at: now - 1_000, 7)
        await keeper(before, directory).save()

        let after = SeriesStore()
        await keeper(after, directory).restore()
        let engine = QueryEngine(store: after)
        let later = clock.wall.milliseconds
        guard case .vector(let instant) = try engine.instant(try PromQL.parse("valve_pressure_bar"), at: later) else {
            Issue.record("an instant vector was expected")
            return
        }
        #expect(instant.isEmpty, "a value from before the start would let an interlock pass")
        guard
            case .vector(let since) = try engine.instant(try PromQL.parse("ALERTS_FOR_STATE"), at: later)
        else {
            Issue.record("an instant vector was expected")
            return
        }
        #expect(since.map(\.value) == [7], "an end would mean that the alert was over before the restart")
        guard
            case .vector(let counted) = try engine.instant(
                try PromQL.parse("count_over_time(valve_pressure_bar[5m])"), at: later)
        else {
            Issue.record("an instant vector was expected")
            return
        }
        #expect(counted.map(\.value) == [30])
    }

    @Test func aSnapshotThatIsDamagedIsLeftOut() async throws {
        let directory = try PrivateDirectory()
        defer { directory.remove() }
        try directory.write("not a snapshot", to: "series.snapshot")
        let store = SeriesStore()
        await keeper(store, directory).restore()
        #expect(store.statistics.seriesCount == 0)
    }
}
