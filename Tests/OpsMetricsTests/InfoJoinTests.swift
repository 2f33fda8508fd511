import Testing

@testable import OpsMetrics

@Suite("info() joins the labels of info metrics")
struct InfoJoinTests {
    private let base = [
        Sample(labels: Labels(name: "m", [("instance", "a"), ("job", "1"), ("label", "v")]), value: 2),
        Sample(labels: Labels(name: "m", [("instance", "b"), ("job", "1")]), value: 3),
    ]

    private func info(_ name: String, _ instance: String, _ labels: [(String, String)], _ time: Int64 = 0)
        -> InfoJoin.Info
    {
        InfoJoin.Info(
            labels: Labels(name: name, [("instance", instance), ("job", "1")] + labels), milliseconds: time)
    }

    private func joined(_ matchers: [Matcher]?, _ infos: [InfoJoin.Info]) throws -> [String] {
        let join = InfoJoin(matchers)
        let selected = infos.filter { info in join.selector.allSatisfy { $0.matches(info.labels) } }
        return try join.apply(base, selected).map { "\($0.labels)" }
    }

    @Test("all data labels, but none that the series has")
    func all() throws {
        let found = try joined(
            nil, [info("target_info", "a", [("data", "x"), ("label", "w")]), info("other_info", "b", [])])
        #expect(
            found == [
                #"m{data="x", instance="a", job="1", label="v"}"#, #"m{instance="b", job="1"}"#,
            ])
    }

    @Test("two info series of a target that no series is of are in nobody's way")
    func otherTargets() throws {
        let twins = [info("target_info", "c", [("data", "x")]), info("target_info", "c", [("data", "y")])]
        #expect(
            try joined(nil, twins + [info("target_info", "b", [("data", "z")])])
                == [#"m{instance="a", job="1", label="v"}"#, #"m{data="z", instance="b", job="1"}"#])
        let own = [info("target_info", "b", [("data", "x")]), info("target_info", "b", [("data", "y")])]
        #expect(throws: InfoConflict.self) { try joined(nil, own) }
    }

    @Test("only the labels asked for; a series without one that must be there goes")
    func selected() throws {
        let infos = [info("target_info", "a", [("data", "x"), ("more", "y")])]
        #expect(
            try joined([Matcher("data", .matches, ".+")], infos)
                == [#"m{data="x", instance="a", job="1", label="v"}"#])
        #expect(
            try joined([Matcher("data", .matches, ".*")], infos)
                == [#"m{data="x", instance="a", job="1", label="v"}"#, #"m{instance="b", job="1"}"#])
        #expect(try joined([Matcher("data", .equal, "z")], infos).isEmpty)
    }

    @Test("several info metrics by their names; names only excluded mean all that end in _info")
    func names() throws {
        let infos = [info("target_info", "a", [("data", "x")]), info("build_info", "a", [("build", "7")])]
        let both = #"m{build="7", data="x", instance="a", job="1", label="v"}"#
        #expect(try joined([Matcher(Labels.nameLabel, .matches, "(target|build)_info")], infos).first == both)
        #expect(
            try joined([Matcher(Labels.nameLabel, .notEqual, "target_info")], infos + [info("m", "a", [("no", "1")])])
                .first == #"m{build="7", instance="a", job="1", label="v"}"#)
    }

    @Test("the newer of two counts; of the same time they conflict, as do two metrics that contradict one another")
    func conflicts() throws {
        let (old, new) = (
            info("target_info", "a", [("data", "old")], 1), info("target_info", "a", [("data", "new")], 2)
        )
        for infos in [[old, new], [new, old]] {
            #expect(try joined(nil, infos).first == #"m{data="new", instance="a", job="1", label="v"}"#)
        }
        #expect(throws: InfoConflict.self) { try joined(nil, [old, info("target_info", "a", [("data", "x")], 1)]) }
        let error = #expect(throws: InfoConflict.self) {
            try joined(
                [Matcher(Labels.nameLabel, .matches, ".*_info")],
                [info("a_info", "a", [("data", "1")]), info("b_info", "a", [("data", "2")])])
        }
        #expect(error?.message == "conflicting label: data")
    }

    @Test("an info metric is not joined with itself")
    func spared() throws {
        let own = Sample(labels: Labels(name: "target_info", [("instance", "a"), ("job", "1")]), value: 1)
        let infos = [info("target_info", "a", [("data", "x")])]
        #expect(try InfoJoin(nil).apply([own], infos).map(\.labels) == [own.labels])
        #expect(try InfoJoin([Matcher("data", .equal, "x")]).apply([own], infos).first?.labels["data"] == "x")
        #expect(try InfoJoin(nil).apply([], infos).isEmpty)
    }

    @Test(
        "the second argument is a list of conditions, which an absent label may fulfil",
        arguments: ["info(up, {data=~\".*\"})", "info(up, {})", "info(up, {__name__!=\"a_info\"})", "info(up)"])
    func conditions(text: String) throws {
        #expect(try PromQL.parse(text).type == .vector)
    }

    @Test(
        "and nothing else",
        arguments: [
            "info(up, up)", "info(up, up{a=\"b\"})", "info(up, sum(up))", "info({a=~\".*\"})", "info(up, 1)", "sum({})",
        ])
    func noConditions(text: String) {
        #expect(throws: PromQLError.self) { try PromQL.parse(text) }
    }
}
