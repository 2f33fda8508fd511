import OpsCore
import Testing

@Suite struct IncidentUpdateTests {
    private func book(active: Bool = true) -> IncidentBook {
        var book = IncidentBook()
        var alert = AlertStatus(
            id: "A", name: "A", source: .rule, severity: .critical, state: .active, summary: "", labels: [:],
            since: wall(0))
        _ = book.apply(alert: alert, at: wall(0))
        alert.state = .resolved
        if !active {
            _ = try? book.apply(update: IncidentUpdate(status: .mitigated), to: 1, by: "op1", at: wall(1))
            _ = book.apply(alert: alert, at: wall(2))
        }
        return book
    }

    @Test(
        arguments: [
            ([IncidentPhase.acknowledged], nil), ([.mitigated], nil), ([.acknowledged, .mitigated, .open], nil),
            ([.mitigated, .acknowledged], nil), ([.resolved], ProblemCode.conditionActive),
        ] as [([IncidentPhase], ProblemCode?)])
    func movesWhileAnAlertHolds(phases: [IncidentPhase], problem: ProblemCode?) throws {
        var book = book()
        do {
            for phase in phases {
                _ = try book.apply(update: IncidentUpdate(status: phase), to: 1, by: "op1", at: wall(5))
            }
            #expect(problem == nil)
            #expect(book.open[0].status == phases.last)
        } catch {
            #expect(error.code == problem)
            #expect(book.open[0].status == .open)
        }
    }

    @Test func aResolvedOneOpensAgainButNothingElse() throws {
        var book = book(active: false)
        #expect(book.open.isEmpty)
        for phase in [IncidentPhase.acknowledged, .mitigated] {
            let refusal = try #require(throws: Refusal.self) {
                try book.apply(update: IncidentUpdate(status: phase), to: 1, by: "op1", at: wall(5))
            }
            #expect(refusal.code == .validationFailed)
        }
        let opened = try book.apply(update: IncidentUpdate(status: .open), to: 1, by: "op1", at: wall(6))
        #expect(opened.map(\.incident.resolvedAt) == [nil])
        #expect(opened.first?.incident.timeline.last?.text == "opened again")
        guard
            case .resolved(let ended) = try #require(
                try book.apply(update: IncidentUpdate(status: .resolved), to: 1, by: "op1", at: wall(7)).first)
        else {
            Issue.record("without an active alert a person may resolve it")
            return
        }
        #expect(ended.resolvedAt == wall(7))
    }

    @Test func acknowledgingTakesItOver() throws {
        var book = book()
        _ = try book.apply(update: IncidentUpdate(status: .acknowledged), to: 1, by: "op1", at: wall(1))
        #expect(book.open[0].owner == "op1")
        _ = try book.apply(update: IncidentUpdate(owner: "op2"), to: 1, by: "op1", at: wall(2))
        #expect(book.open[0].owner == "op2")
        _ = try book.apply(update: IncidentUpdate(owner: ""), to: 1, by: "op2", at: wall(3))
        #expect(book.open[0].owner == nil)
        #expect(book.open[0].timeline.map(\.text) == ["A fired", "acknowledged", "owner op2", "owner given up"])
        #expect(book.open[0].timeline.last?.actor == "op2")
    }

    @Test func notesAndSeverityAreWrittenDown() throws {
        var book = book()
        let update = IncidentUpdate(severity: .sev1, note: "called\u{1B}[31m the vendor")
        _ = try book.apply(update: update, to: 1, by: "op1", at: wall(1))
        #expect(book.open[0].severity == .sev1)
        #expect(book.open[0].timeline.map(\.text).suffix(2) == ["severity sev2 to sev1", "called␛[31m the vendor"])
    }

    @Test func sayingWhatIsSoAlreadyChangesNothing() throws {
        var book = book()
        #expect(try book.apply(update: IncidentUpdate(status: .open), to: 1, by: "op1", at: wall(1)).isEmpty)
    }

    @Test(arguments: [
        (IncidentUpdate(), Int64(1), ProblemCode.validationFailed), (IncidentUpdate(note: ""), 1, .validationFailed),
        (IncidentUpdate(note: String(repeating: "x", count: 2001)), 1, .validationFailed),
        (IncidentUpdate(owner: String(repeating: "x", count: 81)), 1, .validationFailed),
        (IncidentUpdate(note: "x"), 99, .resourceNotFound),
        (IncidentUpdate(status: .resolved, note: "x"), 1, .conditionActive),
    ])
    func refusalsChangeNothing(update: IncidentUpdate, id: Int64, code: ProblemCode) throws {
        var book = book()
        let before = book.open
        let refusal = try #require(throws: Refusal.self) {
            try book.apply(update: update, to: id, by: "op1", at: wall(1))
        }
        #expect(refusal.code == code)
        #expect(book.open == before)
    }
}
