import OpsCore
import Testing

@Suite("Repeats that are written down a few times, then counted")
struct RepeatQuotaTests {
    private func at(_ seconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: seconds * 1_000_000_000) }

    @Test("A few are written; the next window says how many were left out")
    func counted() {
        var quota = RepeatQuota(limit: 2, window: .seconds(60))
        #expect((0..<5).map { quota.admit("a", at: at($0)) } == [0, 0, nil, nil, nil])
        #expect(quota.admit("b", at: at(5)) == 0)
        #expect(quota.admit("a", at: at(59)) == nil)
        #expect(quota.admit("a", at: at(60)) == 4)
        #expect(quota.admit("a", at: at(61)) == 0)
        #expect(quota.admit("a", at: at(62)) == nil)
    }

    @Test("Keys are bounded: what is quiet is forgotten, of too many busy ones the rest are one")
    func bounded() {
        var quota = RepeatQuota(limit: 1, window: .seconds(60))
        for key in 0..<RepeatQuota.keyLimit { #expect(quota.admit("\(key)", at: at(0)) == 0) }
        #expect(quota.admit("x", at: at(1)) == 0)
        #expect(quota.admit("y", at: at(2)) == nil)
        #expect(quota.admit("z", at: at(61)) == 0)
    }
}
