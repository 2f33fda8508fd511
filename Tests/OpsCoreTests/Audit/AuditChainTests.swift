import OpsCore
import Testing

@Suite struct AuditChainTests {
    private func rows(_ count: Int64) -> [AuditEntry] {
        var previous = AuditChain.genesis
        return (1...count).map { number in
            var row = AuditEntry(
                sequence: number, at: wall(Double(number)), actor: "op1", action: "valve.actuate",
                subject: "valve/v-101",
                outcome: "ok", requestId: "r-\(number)", details: "{}", hash: "")
            row.hash = AuditChain.hash(of: row, previous: previous)
            previous = row.hash
            return row
        }
    }

    @Test func anUntouchedLogIsIntact() {
        let rows = rows(10)
        #expect(AuditChain.verify(rows) == .intact(AuditPosition(sequence: 10, hash: rows[9].hash)))
        #expect(AuditChain.verify([]) == .intact(.start))
    }

    @Test func pagesFollowEachOther() {
        let rows = rows(10)
        guard case .intact(let middle) = AuditChain.verify(rows[..<5]) else {
            Issue.record("the first page is intact")
            return
        }
        #expect(AuditChain.verify(rows[5...], after: middle) == AuditChain.verify(rows))
    }

    @Test(arguments: 0..<7) func anyChangedFieldShows(number: Int) {
        let fields: [WritableKeyPath<AuditEntry, String>] = [
            \.actor, \.action, \.subject, \.outcome, \.requestId, \.details, \.hash,
        ]
        var rows = rows(5)
        rows[2][keyPath: fields[number]] += "x"
        guard case .broken(let sequence, _) = AuditChain.verify(rows) else {
            Issue.record("the change was not noticed")
            return
        }
        #expect(sequence == 3)
    }

    @Test func aChangedTimeShows() {
        var rows = rows(5)
        rows[4].at = wall(99)
        #expect(AuditChain.verify(rows) != AuditChain.verify(self.rows(5)))
    }

    @Test func missingSwappedAndDoubledRowsShow() {
        var missing = rows(5)
        missing.remove(at: 1)
        #expect(AuditChain.verify(missing) == .broken(sequence: 3, reason: "row 2 was expected here, not 3"))
        var swapped = rows(5)
        swapped.swapAt(1, 2)
        #expect(AuditChain.verify(swapped) == .broken(sequence: 3, reason: "row 2 was expected here, not 3"))
        let doubled = rows(2) + rows(2)
        #expect(AuditChain.verify(doubled) == .broken(sequence: 1, reason: "row 3 was expected here, not 1"))
    }

    /// Moving text from one field into the next is a different row.
    @Test func fieldsDoNotRunIntoEachOther() {
        func hash(_ actor: String, _ action: String) -> String {
            AuditChain.hash(
                previous: AuditChain.genesis, sequence: 1, at: wall(0), actor: actor, action: action, subject: "",
                outcome: "", requestId: "", details: "")
        }
        #expect(hash("ab", "c") != hash("a", "bc"))
        #expect(hash("", "abc") != hash("abc", ""))
        #expect(hash("a", "b").count == 64)
    }

    /// The encoding is a promise: rows written by an older version must verify.
    @Test func theEncodingStaysAsItIs() {
        let hash = AuditChain.hash(
            previous: AuditChain.genesis, sequence: 1, at: WallTime(milliseconds: 1000), actor: "a", action: "b",
            subject: "c", outcome: "d", requestId: "e", details: "{}")
        #expect(hash == "fb284f14fe023d58faa18d426716db4378182ae49009cf6f1b2ef050f99725bd")
    }
}
