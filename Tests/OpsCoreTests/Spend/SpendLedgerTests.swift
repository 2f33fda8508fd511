import OpsCore
import Testing

@Suite struct SpendLedgerTests {
    /// 2026-01-01T00:00:00Z and so many seconds.
    private func day(_ seconds: Double) -> WallTime {
        WallTime(milliseconds: 1_767_225_600_000).advanced(seconds: seconds)
    }

    private func reserve(_ ledger: inout SpendLedger, _ dollars: Double, _ tenant: String, _ seconds: Double) -> Bool {
        if case .reserved = ledger.reserve(dollars, for: tenant, at: day(seconds)) { true } else { false }
    }

    @Test func limitsHoldForTenantsAndInAll() {
        var ledger = SpendLedger(limits: SpendLimits(dollarsPerDay: 10, dollarsPerTenantAndDay: 6))
        #expect(reserve(&ledger, 6, "a", 0))
        #expect(ledger.reserve(0.01, for: "a", at: day(86_000)) == .refused(.tenant, retryAfterSeconds: 400))
        #expect(reserve(&ledger, 4, "b", 1))
        #expect(ledger.reserve(0.01, for: "b", at: day(86_399.5)) == .refused(.total, retryAfterSeconds: 1))
        #expect(ledger.spentToday(at: day(2)) == 10)
        #expect(ledger.spentToday(by: "b", at: day(2)) == 4)
    }

    @Test func aNewDayBeginsAtMidnightUTCAndNotBefore() {
        var ledger = SpendLedger(limits: SpendLimits(dollarsPerDay: 1))
        #expect(reserve(&ledger, 1, "a", 0))
        #expect(!reserve(&ledger, 1, "a", 86_399.9))
        #expect(ledger.spentToday(at: day(86_400)) == 0)
        #expect(reserve(&ledger, 1, "a", 86_400))
        #expect(!reserve(&ledger, 1, "a", 10), "a clock that goes back brings no allowance back")
    }

    @Test(arguments: [(0.0, 0.0), (0.25, 0.25), (3, 3), (-1, 0), (.nan, 1)])
    func settlingReplacesTheEstimate(cost: Double, spent: Double) throws {
        var ledger = SpendLedger()
        guard case .reserved(let reservation) = ledger.reserve(1, for: "a", at: day(0)) else {
            Issue.record("there is no limit")
            return
        }
        ledger.settle(reservation, cost: cost, at: day(1))
        #expect(ledger.spentToday(at: day(1)) == spent)
    }

    @Test func yesterdaysCallCostsNothingToday() {
        var ledger = SpendLedger()
        guard case .reserved(let reservation) = ledger.reserve(1, for: "a", at: day(86_399)) else { return }
        ledger.settle(reservation, cost: 5, at: day(86_401))
        #expect(ledger.spentToday(at: day(86_401)) == 0)
    }

    @Test(arguments: [-1, Double.nan, .infinity])
    func strangeAmountsAreRefused(dollars: Double) {
        var ledger = SpendLedger()
        #expect(!reserve(&ledger, dollars, "a", 0))
        #expect(ledger.spentToday(at: day(0)) == 0)
    }

    @Test func takesUpWhatWasSpent() {
        var ledger = SpendLedger(limits: SpendLimits(dollarsPerDay: 5))
        ledger.restore(["a": 2, "b": 2.5, "c": .nan], at: day(0))
        #expect(!reserve(&ledger, 0.6, "a", 1))
        #expect(reserve(&ledger, 0.5, "a", 1))
    }
}
