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

    @Test func aQuietServersLineIsThereAtOnce() async throws {
        let directory = try SettingsDirectory()
        let sink = try LogSink(path: "\(directory.path)/log")
        sink.write("one")
        try await eventually("the line") { lines(directory) == ["one"] }
    }

    @Test func aBurstIsThereWholeAndInOrderWithoutAnotherLine() async throws {
        let directory = try SettingsDirectory()
        let sink = try LogSink(path: "\(directory.path)/log")
        for number in 0..<20_000 { sink.write("line \(number)") }
        try await eventually("all lines") { lines(directory).count == 20_000 }
        #expect(lines(directory) == (0..<20_000).map { "line \($0)" })
    }

    @Test func anErrorsLineIsThereAtOnceWithAllBeforeIt() async throws {
        let directory = try SettingsDirectory()
        let sink = try LogSink(path: "\(directory.path)/log")
        for number in 0..<200 { sink.write("line \(number)") }
        sink.write("error", urgent: true)
        try await eventually("the error") { lines(directory).count == 201 && lines(directory).last == "error" }
    }

    @Test func theLastLinesAreWrittenWithTheSinksEnd() throws {
        let directory = try SettingsDirectory()
        do {
            let sink = try LogSink(path: "\(directory.path)/log")
            for number in 0..<500 { sink.write("line \(number)") }
        }
        #expect(lines(directory).count == 500)
    }

    @Test func logrotateMovesTheFileAndTheNextLinesGoToANewOne() async throws {
        let directory = try SettingsDirectory()
        let (path, former) = ("\(directory.path)/log", "\(directory.path)/log.1")
        let sink = try LogSink(path: path)
        for number in 0..<100 { sink.write("before \(number)") }
        try FileManager.default.moveItem(atPath: path, toPath: former)
        try sink.reopen()
        sink.write("after", urgent: true)
        #expect(lines(directory, "log.1").count == 100)
        try await eventually("the line after") { lines(directory) == ["after"] }
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(throws: ConfigurationError.self) { try sink.reopen() }
    }

    @Test func aLogThatTakesNothingHoldsNobodyUpAndSaysWhatWasLost() async throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let sink = LogSink(descriptor: ends[1])
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 1023)
        // More than a pipe holds and than may wait, while nobody reads.
        for _ in 0..<6_000 { sink.write(line, urgent: false) }
        let reader = ends[0]
        let text = Guarded("")
        // A thread of its own: it waits for the pipe, which no thread of the concurrency pool may.
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while case let count = read(reader, &buffer, buffer.count), count > 0 {
                text.with { $0 = String(decoding: (Array($0.utf8) + buffer[..<count]).suffix(2_000), as: UTF8.self) }
            }
            close(reader)
        }
        try await eventually("what was lost is said") { text.value.contains(#""message":"log lines were lost"#) }
        sink.flush()
        close(ends[1])
    }
}
