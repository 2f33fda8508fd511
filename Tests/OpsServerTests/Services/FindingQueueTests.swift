import OpsCore
import Testing

@testable import OpsServer

@Suite struct FindingQueueTests {
    static func report(_ finding: ValveFinding, _ holds: Bool, valve: String = "v") -> FindingReport {
        FindingReport(finding: finding, valve: ValveStatus(id: valve, name: valve), holds: holds)
    }

    static func drained(_ queue: FindingQueue) -> [FindingReport] {
        var queue = queue
        var reports: [FindingReport] = []
        while let report = queue.first {
            reports.append(report)
            queue.drop(report)
        }
        return reports
    }

    @Test func theOrderOfAFindingIsKept() {
        var queue = FindingQueue()
        for holds in [true, false, true] { queue.add(Self.report(.stuck, holds)) }
        #expect(Self.drained(queue).map(\.holds) == [true, false, true])
    }

    @Test func theSameAgainIsOneReport() {
        var queue = FindingQueue()
        for _ in 0..<10 { queue.add(Self.report(.stuck, true)) }
        #expect(Self.drained(queue).count == 1)
    }

    @Test func aFlappingFindingIsBoundedAndKeepsItsLastWord() {
        var queue = FindingQueue()
        queue.add(Self.report(.passing, true, valve: "quiet"))
        for turn in 0..<1_001 { queue.add(Self.report(.sensorFault, turn.isMultiple(of: 2))) }
        let reports = Self.drained(queue)
        #expect(reports.count <= FindingQueue.perFinding + 1)
        #expect(reports.last { $0.finding == .sensorFault }?.holds == true)
        // Whatever one valve does, another one's word is kept.
        #expect(reports.contains { $0.valve.id == "quiet" && $0.holds })
    }

    @Test func whatCameWhileAReportWasStoredIsNotLost() throws {
        var queue = FindingQueue()
        queue.add(Self.report(.stuck, true))
        let first = try #require(queue.first)
        queue.add(Self.report(.stuck, false))
        queue.drop(first)
        #expect(Self.drained(queue).map(\.holds) == [false])
    }
}
