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

    @Test func theLastLinesAreWrittenWithTheSinksEnd() async throws {
        let directory = try SettingsDirectory()
        do {
            let sink = try LogSink(path: "\(directory.path)/log")
            for number in 0..<500 { sink.write("line \(number)") }
        }
        // A write that is under way keeps the sink until it is done, and ends it on its own thread.
        try await eventually("the last line") { lines(directory).count == 500 }
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
        // More than is being written, than may wait besides and than a pipe holds, while nobody reads.
        for _ in 0..<10_000 { sink.write(line, urgent: false) }
        let reader = ends[0]
        let isSaid = Guarded(false)
        // A thread of its own: it waits for the pipe, which no thread of the concurrency pool may.
        Thread.detachNewThread {
            let wanted = #""message":"log lines were lost"#
            var (buffer, text) = ([UInt8](repeating: 0, count: 65_536), [UInt8]())
            while case let count = read(reader, &buffer, buffer.count), count > 0 {
                // Lines may follow what says it, and two reads may share it.
                text = text.suffix(wanted.utf8.count) + buffer[..<count]
                if String(decoding: text, as: UTF8.self).contains(wanted) {
                    isSaid.with { $0 = true }
                }
            }
            close(reader)
        }
        try await eventually("what was lost is said") { isSaid.value }
        sink.flush()
        close(ends[1])
    }
}
