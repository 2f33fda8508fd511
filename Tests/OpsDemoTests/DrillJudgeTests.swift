import OpsCore
import Testing

@testable import OpsDemo

@Suite struct DrillJudgeTests {
    @Test func nothingSeenAtFirst() { #expect(DrillJudge().missing == DrillStep.allCases) }
}
