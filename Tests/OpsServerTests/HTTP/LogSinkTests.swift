import Foundation
import Logging
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsServer

/// Lines on their way to the file.
@Suite struct LogSinkTests {
    private func lines(_ directory: SettingsDirectory, _ name: String = "log") -> [String] {
        ((try? directory.read(name)) ?? "").split(separator: "\n").map(String.init)
    }

    @Test func aQuietServersLineIsThereAtOnce() throws {
        let directory = try SettingsDirectory()
        let sink = try LogSink(path: "\(directory.path)/log")
        sink.write("one")
        #expect(lines(directory) == ["one"])
    }

    @Test func aBurstIsThereWholeAndInOrderWithoutAnotherLine() async throws {
        let directory = try SettingsDirectory()
        let sink = try LogSink(path: "\(directory.path)/log")
        for number in 0..<20_000 { sink.write("line \(number)") }
        try await eventually("all lines") { lines(directory).count == 20_000 }
        #expect(lines(directory) == (0..<20_000).map { "line \($0)" })
    }

    @Test func anErrorsLineIsThereAtOnceWithAllBeforeIt() throws {
        let directory = try SettingsDirectory()
        let sink = try LogSink(path: "\(directory.path)/log")
        for number in 0..<200 { sink.write("line \(number)") }
        sink.write("error", urgent: true)
        #expect(lines(directory).count == 201 && lines(directory).last == "error")
    }

    @Test func theLastLinesAreWrittenWithTheSinksEnd() throws {
        let directory = try SettingsDirectory()
        do {
            let sink = try LogSink(path: "\(directory.path)/log")
            for number in 0..<500 { sink.write("line \(number)") }
        }
        #expect(lines(directory).count == 500)
    }

    @Test func logrotateMovesTheFileAndTheNextLinesGoToANewOne() throws {
        let directory = try SettingsDirectory()
        let (path, former) = ("\(directory.path)/log", "\(directory.path)/log.1")
        let sink = try LogSink(path: path)
        for number in 0..<100 { sink.write("before \(number)") }
        try FileManager.default.moveItem(atPath: path, toPath: former)
        try sink.reopen()
        sink.write("after", urgent: true)
        #expect(lines(directory, "log.1").count == 100 && lines(directory) == ["after"])
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(throws: ConfigurationError.self) { try sink.reopen() }
    }
}
