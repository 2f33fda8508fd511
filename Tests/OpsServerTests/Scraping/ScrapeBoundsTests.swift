import Foundation
import OpsCore
import Testing

@testable import OpsMetrics
@testable import OpsServer

/// What is bounded in scraping, and what is told of it.
@Suite struct ScrapeBoundsTests {
    private static func job(_ fields: String) throws -> ScrapeJob {
        let text = "scrape_configs: [{job_name: j, \(fields)}]"
        return try #require(try ScrapeConfiguration.load(text: text, name: "p").jobs.first)
    }

    private static func targets(_ count: Int, _ prefix: String) throws -> [ScrapeTarget] {
        let list = (0..<count).map { "'\(prefix)\($0):1'" }.joined(separator: ",")
        let job = try job("static_configs: [{targets: [\(list)]}]")
        return job.targets(job.staticGroups).targets
    }

    @Test func sharesGoInTheOrderOfTheFileAndAreDecidedAnew() throws {
        let lists = [try Self.targets(3, "a"), try Self.targets(4, "b"), try Self.targets(2, "c")]
        #expect(TargetShares.asked(lists, limit: 5).map(\.count) == [3, 2, 0])
        #expect(TargetShares.asked(lists, limit: 5)[1] == Array(lists[1].prefix(2)))
        #expect(TargetShares.asked([[]] + lists.dropFirst(), limit: 5).map(\.count) == [0, 4, 1])
        #expect(TargetShares.asked(lists, limit: 0) == [[], [], []])
    }

    @Test func aFaultIsToldOnceWhileItStands() {
        var told = ToldFaults()
        #expect(told.news(["a", "b", "a"]) == ["a", "b"])
        #expect(told.news(["b", "c"]) == ["c"])
        #expect(told.news(["a", "b", "c"]) == ["a"])
        let many = (0..<5_000).map { "fault \($0)" }
        #expect(told.news(many).count == ToldFaults.limit)
        #expect(told.news(many).isEmpty && told.news(many.reversed()).isEmpty)
        #expect(told.news(["a"]) == ["a"])
    }

    @Test func filesOfTargetsThatCannotBeReadKeepWhatTheySaid() throws {
        let directory = try SettingsDirectory()
        let folder = "\(directory.path)/sd"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        func write(_ name: String, _ text: String) throws {
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        }
        try write("one.json", #"[{"targets": ["a:1"]}]"#)
        try write("two.json", #"[{"targets": ["b:1"]}]"#)
        let job = try Self.job("file_sd_configs: [{files: ['sd/one.json', 'sd/*.json']}]")
        var files = TargetFiles(job, directory: directory.path)
        func targets() -> [String] { files.groups.flatMap(\.targets) }
        files.refresh()
        #expect(targets() == ["a:1", "b:1"] && files.faults.isEmpty)

        // A loop of links in the directory's place: there is something, and it cannot be read.
        try FileManager.default.moveItem(atPath: folder, toPath: "\(folder)-away")
        try FileManager.default.createSymbolicLink(atPath: folder, withDestinationPath: folder)
        files.refresh()
        #expect(targets() == ["a:1", "b:1"])
        #expect(files.faults.count == 2 && files.faults.allSatisfy { $0.contains("cannot be read") })
        try FileManager.default.removeItem(atPath: folder)
        files.refresh()
        #expect(targets().isEmpty, "a directory that is gone has no files")

        try FileManager.default.moveItem(atPath: "\(folder)-away", toPath: folder)
        files.refresh()
        try write("two.json", "[{")
        files.refresh()
        #expect(targets() == ["a:1", "b:1"] && files.faults.count == 1)
        files.refresh()
        #expect(files.faults.count == 1, "it stands as long as the file is as it is")
        // The same job after a reload knows it still.
        var next = TargetFiles(
            try Self.job("file_sd_configs: [{files: ['sd/*.json']}]"), directory: directory.path, former: files)
        #expect(next.groups.flatMap(\.targets) == ["a:1", "b:1"], "even before it could look")
        next.refresh()
        #expect(next.groups.flatMap(\.targets) == ["a:1", "b:1"])
    }

    @Test func bytesAreGivenBackWithTheirOwner() {
        let budget = ByteBudget(limit: 100)
        do {
            let share = ByteShare(of: budget)
            #expect(share.grow(60) && share.grow(30) && !share.grow(11) && budget.available == 10)
            withExtendedLifetime(share) {}
        }
        #expect(budget.available == 100)
    }

    @Test func targetsThatSayTheSameShareAListAndAllOfThemAreBounded() throws {
        let lists = FamilyLists(limit: 2_000)
        func families(_ name: String) -> [MetricFamilyNote] {
            (0..<5).map { MetricFamilyNote(name: "\(name)\($0)", type: "gauge", help: "h") }
        }
        var first = lists.list(of: families("a"))
        let same = lists.list(of: families("a"))
        #expect(first != nil && first === same)
        var others = (0..<10).map { lists.list(of: families("b\($0)")) }
        #expect(others.contains { $0 != nil } && others.contains { $0 == nil })
        #expect(lists.list(of: families("c")) == nil)
        others = []
        first = lists.list(of: families("c"))
        #expect(first != nil && same?.families == families("a"))
    }

    @Test func anAnswerOnMetadataKeepsToItsTime() throws {
        let lists = FamilyLists(limit: 1 << 20)
        var standing = TargetStanding()
        standing.metadata = lists.list(of: [MetricFamilyNote(name: "m", help: "h")])
        let target = try #require(try Self.targets(1, "a").first)
        let reading = ScrapePoolReading(
            job: "j", active: [ActiveTarget(target: target, standing: standing)], dropped: [], droppedCount: 0)
        let question = TargetQuestion.metadata(TargetQuestion.MetadataSelection())
        let answer = try TargetsJSON.answer(question, [reading], within: .seconds(600))
        let wanted = #"[{"target":{"instance":"a0:1","job":"j"},"metric":"m","type":"unknown","help":"h","unit":""}]"#
        #expect(String(decoding: answer.data, as: UTF8.self) == wanted)
        #expect(throws: PrometheusFault.self) { try TargetsJSON.answer(question, [reading], within: .zero) }
    }
}
