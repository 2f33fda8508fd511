import OpsCore
import Testing

@Suite struct IncidentBookTests {
    private func alert(
        _ name: String, _ state: AlertState = .active, id: String? = nil, source: AlertSource = .rule,
        severity: AlertSeverity = .critical, labels: [String: String] = [:]
    ) -> AlertStatus {
        AlertStatus(
            id: id ?? name, name: name, source: source, severity: severity, state: state, summary: "", labels: labels,
            since: wall(0))
    }

    @Test func anAlertOpensAnIncident() throws {
        var book = IncidentBook(nextID: 41)
        var alert = alert("HighErrorRate", labels: ["service": "gateway", "endpoint": "/v1/leads/enrich"])
        alert.reading = "4.2 % > 1 %"
        let actions = book.apply(alert: alert, at: wall(1))
        let incident = try #require(actions.first?.incident)
        #expect(actions == [.opened(incident)])
        #expect(incident.id == 41)
        #expect(incident.title == "HighErrorRate on gateway")
        #expect(incident.severity == .sev2)
        #expect(incident.routes == ["/v1/leads/enrich"])
        #expect(incident.why == nil)
        #expect(incident.timeline.map(\.text) == ["HighErrorRate fired: 4.2 % > 1 %"])
        #expect(book.incidentId(ofAlert: "HighErrorRate") == 41)
        #expect(book.apply(alert: alert, at: wall(2)).isEmpty, "the same news again changes nothing")
    }

    @Test(
        arguments: [
            (["service": "a"], ["service": "a"], true), (["service": "a"], ["service": "b"], false),
            (["segment": "7"], ["seg": "7"], true), ([:], [:], false), (["valve": "v-1"], ["valve": "v-1"], true),
            (["tenant": "x"], ["tenant": "x"], false),
        ] as [([String: String], [String: String], Bool)])
    func alertsWithSomethingInCommonJoin(first: [String: String], second: [String: String], join: Bool) {
        var book = IncidentBook()
        _ = book.apply(alert: alert("A", labels: first), at: wall(0))
        _ = book.apply(alert: alert("B", labels: second), at: wall(1))
        #expect(book.open.count == (join ? 1 : 2))
    }

    @Test func theSameRulesAlertsJoin() {
        var book = IncidentBook()
        _ = book.apply(alert: alert("A", id: "A/1"), at: wall(0))
        _ = book.apply(alert: alert("A", id: "A/2"), at: wall(0))
        #expect(book.open.map(\.alertIds) == [["A/1", "A/2"]])
    }

    @Test func aWorseAlertRaisesTheSeverityAndALesserDoesNotLowerIt() {
        var book = IncidentBook()
        _ = book.apply(alert: alert("A", severity: .warning, labels: ["service": "s"]), at: wall(0))
        #expect(book.open[0].severity == .sev3)
        _ = book.apply(alert: alert("B", severity: .critical, labels: ["service": "s"]), at: wall(1))
        #expect(book.open[0].severity == .sev2)
        #expect(book.open[0].timeline.last?.text == "raised from sev3 to sev2")
        _ = book.apply(alert: alert("C", severity: .info, labels: ["service": "s"]), at: wall(2))
        #expect(book.open[0].severity == .sev2)
    }

    @Test func resolvesItselfWhenTheLastAlertClears() throws {
        var book = IncidentBook()
        _ = book.apply(alert: alert("A", labels: ["service": "s"]), at: wall(0))
        _ = book.apply(alert: alert("B", labels: ["service": "s"]), at: wall(1))
        guard case .changed(let half) = try #require(book.apply(alert: alert("A", .resolved), at: wall(2)).first) else {
            Issue.record("B still holds")
            return
        }
        #expect(half.status == .open)
        guard case .resolved(let ended) = try #require(book.apply(alert: alert("B", .cleared), at: wall(3)).first)
        else {
            Issue.record("nothing holds any more")
            return
        }
        #expect(ended.status == .resolved)
        #expect(ended.resolvedAt == wall(3))
        #expect(
            ended.timeline.map(\.text).suffix(2) == ["B cleared", "resolved by itself: all its alerts have cleared"])
        #expect(book.open.isEmpty)
        #expect(book.apply(alert: alert("B", .resolved), at: wall(4)).isEmpty)
    }

    @Test(arguments: [(60.0, [1]), (119, [1]), (120, [2]), (500, [2])] as [(Double, [Int64])])
    func anAlertThatComesBackSoonOpensItsIncidentAgain(after: Double, open: [Int64]) {
        var book = IncidentBook()
        _ = book.apply(alert: alert("A"), at: wall(0))
        _ = book.apply(alert: alert("A", .resolved), at: wall(10))
        _ = book.apply(alert: alert("A"), at: wall(10 + after))
        #expect(book.open.map(\.id) == open)
        #expect(book.open.allSatisfy { $0.resolvedAt == nil && $0.status == .open })
    }

    @Test func pendingAndShelvedAlertsOpenNothing() {
        var book = IncidentBook()
        #expect(book.apply(alert: alert("A", .pending), at: wall(0)).isEmpty)
        #expect(book.apply(alert: alert("A", .shelved), at: wall(0)).isEmpty)
        #expect(book.apply(alert: alert("A", .resolved), at: wall(0)).isEmpty)
    }

    @Test func anAcknowledgementIsWrittenDownOnce() {
        var book = IncidentBook()
        _ = book.apply(alert: alert("A"), at: wall(0))
        var taken = alert("A", .acknowledged)
        taken.acknowledgedBy = "op1"
        #expect(book.apply(alert: taken, at: wall(1)).count == 1)
        #expect(book.apply(alert: taken, at: wall(2)).isEmpty)
        #expect(
            book.open[0].timeline.last
                == TimelineEntry(at: wall(1), kind: "alert", text: "A acknowledged", actor: "op1"))
    }

    @Test(
        arguments: [
            (2.0, "breaker enrich OPEN 2 s before A fired"), (0.4, "breaker enrich OPEN less than 1 s before A fired"),
            (120, "breaker enrich OPEN 120 s before A fired"), (120.1, nil), (-1, nil),
        ] as [(Double, String?)])
    func theReasonIsWhatCameBefore(secondsBefore: Double, why: String?) {
        var book = IncidentBook()
        _ = book.apply(fact: .breaker("enrich", .open, at: wall(1000 - secondsBefore)))
        _ = book.apply(alert: alert("A"), at: wall(1000))
        #expect(book.open[0].why == why)
    }

    @Test func aReasonMustFitTheAlert() {
        let command = CommandStatus(
            id: "c", valveId: "v-101", action: .close, position: nil, actor: "op1", reason: nil, epoch: 1,
            issuedAt: wall(0), notAfter: wall(5))
        var moving = command
        moving.state = .moving
        var rejected = command
        rejected.state = .rejected
        let facts: [OperationalFact] = [
            .valve(moving, at: wall(7)), .breaker("enrich", .closed, at: wall(8)), .valve(rejected, at: wall(9)),
        ]
        func why(_ alert: AlertStatus) -> String? {
            var book = IncidentBook()
            for fact in facts { _ = book.apply(fact: fact) }
            return book.apply(alert: alert, at: wall(10)).first?.incident.why
        }
        #expect(why(alert("HighErrorRate")) == nil)
        #expect(
            why(alert("PASSING", source: .plant, labels: ["valve": "v-101"]))
                == "valve v-101 close: moving 3 s before PASSING fired")
        #expect(why(alert("PASSING", source: .plant, labels: ["valve": "v-102"])) == nil)
        #expect(
            why(alert("Leak", source: .plant, labels: ["segment": "7"]))
                == "valve v-101 close: moving 3 s before Leak fired")
    }

    @Test func theNewestFittingFactIsTheReason() {
        var book = IncidentBook()
        _ = book.apply(fact: .breaker("enrich", .open, at: wall(1)))
        let reload = KeyReload(
            tenants: 1, keys: 1, added: [], removed: [KeyReference(tenant: "a", keyId: "00", source: ".env")],
            unchanged: 1)
        _ = book.apply(fact: .keysReloaded(reload, by: "op1", at: wall(5)))
        _ = book.apply(alert: alert("A"), at: wall(8))
        #expect(book.open[0].why == "keys reloaded, 0 added, 1 removed 3 s before A fired")
    }

    @Test func factsGoIntoTheHistoryOfOpenIncidents() {
        var book = IncidentBook()
        #expect(book.apply(fact: .breaker("enrich", .open, at: wall(0))).isEmpty)
        _ = book.apply(alert: alert("A"), at: wall(1))
        #expect(book.apply(fact: .breaker("enrich", .halfOpen, at: wall(2))).count == 1)
        #expect(
            book.open[0].timeline.last == TimelineEntry(at: wall(2), kind: "breaker", text: "breaker enrich half-open"))
        #expect(book.open[0].updatedAt == wall(2))
    }

    @Test func theHistoryIsBoundedAndKeepsItsBeginning() {
        var book = IncidentBook()
        _ = book.apply(alert: alert("A"), at: wall(0))
        for second in 1...1000 { _ = book.apply(fact: .breaker("b", .open, at: wall(Double(second)))) }
        #expect(book.open[0].timeline.count == 500)
        #expect(book.open[0].timeline.first?.text == "A fired")
        #expect(book.open[0].timeline.last?.at == wall(1000))
    }

    @Test func aFloodOfAlertsIsBounded() {
        var book = IncidentBook(policy: IncidentPolicy(maximumOpen: 5))
        for number in 0..<300 { _ = book.apply(alert: alert("A\(number)"), at: wall(0)) }
        #expect(book.open.count == 5)
        #expect(book.open.allSatisfy { $0.alertIds.count <= IncidentPolicy.listLimit })
        for number in 0..<300 { _ = book.apply(alert: alert("A\(number)", .resolved), at: wall(1)) }
        #expect(book.open.isEmpty, "those beyond the list count too")
    }

    @Test func takesUpWhatStorageHolds() throws {
        var first = IncidentBook(nextID: 7)
        _ = first.apply(alert: alert("A", labels: ["service": "s"]), at: wall(0))
        _ = first.apply(alert: alert("B"), at: wall(1))
        let alerts = [alert("A", labels: ["service": "s"]), alert("B", .resolved)]
        var second = IncidentBook(incidents: first.open, alerts: alerts)
        #expect(second.apply(alert: alert("A", labels: ["service": "s"]), at: wall(5)).isEmpty)
        #expect(second.settle(at: wall(6)).map(\.incident.id) == [8], "B cleared while no server ran")
        #expect(second.open.map(\.id) == [7])
        _ = second.apply(alert: alert("C", labels: ["service": "s"]), at: wall(7))
        #expect(second.open.map(\.alertIds) == [["A", "C"]])
        _ = second.apply(alert: alert("D"), at: wall(8))
        #expect(second.open.map(\.id).max() == 9, "numbers are not used twice")
    }

    @Test func hostileNamesAreMadeHarmless() {
        var book = IncidentBook()
        _ = book.apply(
            alert: alert("A\u{1B}[2J\u{202E}", labels: ["service": String(repeating: "x", count: 9999)]), at: wall(0))
        #expect(book.open[0].title.unicodeScalars.count <= 120)
        #expect(!book.open[0].title.unicodeScalars.contains("\u{1B}"))
    }
}
