import OpsCore
import Testing

@Suite struct AlarmRateTests {
    private func alarm(_ id: String, _ seconds: Double, group: String = "segment 7") -> AlarmRate.Announcement {
        AlarmRate.Announcement(AlarmFirstOut(id: id, name: id, at: wall(seconds)), group: group)
    }

    private func rate(_ alarms: [AlarmRate.Announcement]) -> AlarmRate {
        alarms.reduce(into: AlarmRate()) { _ = $0.announce($1) }
    }

    @Test func countsTheLastTenMinutes() {
        var rate = rate([alarm("a", 0), alarm("b", 100), alarm("c", 599)])
        #expect(rate.count == 3 && rate.wakesAt == wall(600))
        rate.advance(to: wall(600))
        #expect(rate.count == 2)
        rate.advance(to: wall(1_199))
        #expect(rate.count == 0 && rate.wakesAt == nil)
    }

    @Test func tenAreNoFloodElevenAre() {
        let ten = (0..<10).map { alarm("a\($0)", Double($0)) }
        #expect(rate(ten).flood == nil)
        var rate = rate(ten)
        let firstOuts = rate.announce(alarm("a10", 10))
        #expect(firstOuts.map(\.id) == ["a0"])
        #expect(rate.flood?.count == 11 && rate.flood?.firstOut.id == "a0" && rate.flood?.since == wall(0))
    }

    @Test func theFirstOutIsTheBurstsAndNotAnOldOne() {
        let rate = rate([alarm("old", 0)] + (0..<10).map { alarm("a\($0)", 300 + Double($0)) })
        #expect(rate.flood?.firstOut.id == "a0")
        #expect(rate.flood?.count == 10)
    }

    @Test func groupsHaveTheirOwnFirstOut() {
        var rate = rate((0..<11).map { alarm("a\($0)", Double($0), group: $0 < 3 ? "segment 6" : "segment 7") })
        #expect(rate.flood?.groups.map(\.name) == ["segment 6", "segment 7"])
        #expect(rate.flood?.groups.map(\.count) == [3, 8])
        #expect(rate.flood?.groups.map(\.firstOut.id) == ["a0", "a3"])
        #expect(rate.announce(alarm("b", 12, group: "valve v-9")).map(\.id) == ["b"])
        #expect(rate.announce(alarm("c", 13, group: "valve v-9")).isEmpty)
    }

    @Test func aFloodEndsBelowFive() {
        var rate = rate((0..<11).map { alarm("a\($0)", Double($0) * 10) })
        // Those of 0 to 50 s are gone, five are left.
        rate.advance(to: wall(650))
        #expect(rate.count == 5 && rate.flood != nil)
        rate.advance(to: wall(660))
        #expect(rate.count == 4 && rate.flood == nil)
    }

    @Test func itIsBounded() {
        var rate = AlarmRate()
        for index in 0..<5_000 { _ = rate.announce(alarm("a\(index)", Double(index) / 100, group: "g\(index)")) }
        #expect(rate.count <= 2_000)
        #expect(rate.flood?.groups.count == AlarmFlood.groupLimit)
        #expect(rate.flood?.groups.last?.name == "others")
        #expect(rate.flood?.groups.map(\.count).reduce(0, +) == rate.flood?.count)
    }

    @Test func aClockThatIsPutBackKeepsNothingForEver() {
        var rate = rate([alarm("a", 10_000)])
        rate.advance(to: wall(0))
        #expect(rate.count == 0)
    }

    @Test func theLoadCountsWhatIsPutAside() {
        let alerts = [AlertState.shelved, .shelved, .suppressed, .outOfService, .active, .resolved].map { state in
            AlertStatus(
                id: state.rawValue, name: "A", source: .rule, severity: .info, state: state, summary: "", labels: [:],
                since: wall(0))
        }
        let load = AlarmLoad(rate([alarm("a", 0)]), alerts: alerts)
        #expect(load.inTenMinutes == 1 && load.aimInTenMinutes == 1)
        #expect(load.shelved == 2 && load.suppressed == 1 && load.outOfService == 1 && load.masked == 4)
    }
}
