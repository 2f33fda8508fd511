import Foundation
import OpsCore
import OpsMetrics
import Testing

@testable import OpsServer

/// What is read and when, apart from a server.
@Suite struct RuleFilesTests {
    private static let group = "groups: [{name: g, rules: [{alert: A, expr: vector(1)}]}]\n"

    private static func files(_ patterns: [String]) -> RuleFiles {
        RuleFiles(patterns: patterns, interval: .seconds(5))
    }

    private static func fault(_ patterns: [String]) -> String {
        do {
            _ = try files(patterns).load()
            return ""
        } catch { return "\(error)" }
    }

    @Test func patternsNameEachFileOnceInTheirOrder() throws {
        let directory = try SettingsDirectory()
        for name in ["b.yml", "a.yml", "c.txt"] { _ = try directory.write(name, Self.group) }
        let path = directory.path
        #expect(Self.files(["\(path)/b.yml", "\(path)/*.yml"]).paths() == ["\(path)/b.yml", "\(path)/a.yml"])
        #expect(Self.files(["\(path)/?.none"]).paths() == [])
        #expect(try Self.files(["\(path)/?.none"]).load().files.isEmpty, "a pattern may fit nothing")
        let loaded = try Self.files(["\(path)/*.yml"]).load()
        #expect(loaded.files.map(\.name) == ["\(path)/a.yml", "\(path)/b.yml"])
        #expect(loaded.files.first?.groups.first?.interval == .seconds(5))
        #expect(try Self.files(["\(path)/*.yml"]).load().digest == loaded.digest)
        _ = try directory.write("a.yml", Self.group + "# more\n")
        #expect(try Self.files(["\(path)/*.yml"]).load().digest != loaded.digest)
    }

    @Test func objectivesAreReadWithTheRules() throws {
        let directory = try SettingsDirectory()
        let path = try directory.write("slo.yml", "objectives: [{name: a, target: 99%, bad: x, total: y}]")
        var files = Self.files(["\(directory.path)/?.none"])
        #expect(try files.load().objectives.objectives.map(\.name) == ["availability", "latency"], "the shipped ones")
        files.objectives = path
        #expect(files.paths() == [path])
        let loaded = try files.load()
        #expect(loaded.objectives.objectives.map(\.name) == ["a"])
        #expect(loaded.groups.map(\.group.name) == ["slo-events", "slo-budgets"])
        #expect(loaded.groups.map(\.origin) == [.events, .budgets])
        _ = try directory.write("slo.yml", "")
        let empty = try files.load()
        #expect(empty.groups.isEmpty && empty.digest != loaded.digest)
    }

    @Test func whatCannotBeReadSaysWhy() throws {
        let directory = try SettingsDirectory()
        let path = directory.path
        #expect(Self.fault(["\(path)/none.yml"]).contains("none.yml cannot be read: it is not there"))
        #expect(Self.fault([path]).contains("no ordinary file"))
        let pipe = "\(path)/pipe.yml"
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(Self.fault([pipe]).contains("no ordinary file"), "and nobody waits for who might write into it")
        let long = try directory.write("long.yml", String(repeating: "#", count: RuleFile.lengthLimit + 1))
        #expect(Self.fault([long]).contains("longer than"))
        try Data([0x67, 0xFF, 0xFE]).write(to: URL(fileURLWithPath: "\(path)/bytes.yml"))
        #expect(Self.fault(["\(path)/bytes.yml"]).contains("not UTF-8"))
        let bad = try directory.write("bad.yml", "groups:\n  - name: g\n    rules: [{alert: A, expr: 'sum('}]\n")
        #expect(Self.fault([bad]).hasPrefix("\(bad):3:"))
    }

    @Test func filesAreReadOnceTheyStandStill() throws {
        let directory = try SettingsDirectory()
        let file = try directory.write("a.yml", "1")
        var marks: [[String: FileMark]] = [FileMark.of([file])]
        for text in ["12", "123"] {
            _ = try directory.write("a.yml", text)
            marks.append(FileMark.of([file]))
        }
        #expect(Set(marks).count == 3)
        var watch = FileWatch(taken: marks[0])
        let looks = [
            marks[0], marks[1], marks[2], marks[2], marks[2], [:], [:], marks[1], [:],
        ].map { watch.look($0) }
        // While it changes it may still be written; then it is read once. One that went away is a change too, and one that
        // came and went is none.
        #expect(looks == [false, false, false, true, false, false, true, false, false])
        // What could not be used is tried again as it is, but not at once; where it goes well, once.
        watch = FileWatch(taken: marks[0])
        #expect([marks[1], marks[1]].map { watch.look($0) } == [false, true])
        watch.readingFailed()
        let retries = (1...2 * FileWatch.retryAfter).filter { _ in watch.look(marks[1]) }
        #expect(retries == [FileWatch.retryAfter])
    }

    @Test func aThousandYearsAreLong() {
        let now = MonotonicTime(nanoseconds: 5_000_000_000)
        let millennia = Duration.seconds(400_000_000_000)
        #expect(now.advanced(by: millennia) == MonotonicTime(nanoseconds: .max))
        #expect(now.advanced(by: .zero - millennia) == MonotonicTime(nanoseconds: .min))
        #expect(now.advanced(by: .milliseconds(-1_500)) == MonotonicTime(nanoseconds: 3_500_000_000))
        let found = RuleService.next(after: now, now, every: millennia)
        #expect(found.due == MonotonicTime(nanoseconds: .max) && found.missed == 0)
    }

    /// Due, now, interval → due next and how many were missed.
    @Test(
        arguments: [
            (10, 10, 5, 15, 0), (10, 12, 5, 15, 0), (10, 15, 5, 20, 1), (10, 17, 5, 22, 1), (10, 31, 5, 36, 4),
            (10, 9, 5, 15, 0),
        ] as [(Int, Int, Int, Int, Int)])
    func evaluationsKeepTheirPace(due: Int, now: Int, interval: Int, next: Int, missed: Int) {
        func time(_ second: Int) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(second) * 1_000_000_000) }
        let found = RuleService.next(after: time(due), time(now), every: .seconds(interval))
        #expect(found.due == time(next) && found.missed == missed)
    }
}
