import CHeap
import Foundation
import OpsMetrics

/// Measures the series store on scrapes, as the server takes them in: prints, never judges.
///
/// - `StoreBench ingest URL COUNT FIRST`: asks URL for COUNT texts, one after the other, and stores them, 15 s apart
///   from FIRST on (milliseconds since 1970); prints one JSON object.
/// - `StoreBench files DIRECTORY`: the same with the texts of a directory, in the order of their names.
/// - `StoreBench decode`: how fast samples come back from the store.
/// - `StoreBench day SERIES`: what a day of a server's own series costs.
/// - `StoreBench footprint`: what the store counts for series beside what the allocator gave for them.
@main
enum StoreBench {
    static func main() throws {
        let arguments = CommandLine.arguments
        switch (arguments.dropFirst().first, arguments.count) {
        case ("ingest", 5):
            guard let count = Int(arguments[3]), let first = Int64(arguments[4]) else { return usage() }
            let source = try TextSource(url: arguments[2])
            try Ingest.run(scrapes: count, first: first) { try source.next() }
        case ("files", 3):
            let names = try FileManager.default.contentsOfDirectory(atPath: arguments[2]).sorted()
            var texts = try names.map { Array(try Data(contentsOf: URL(filePath: "\(arguments[2])/\($0)"))) }
                .makeIterator()
            let first = Int64(Date().timeIntervalSince1970 * 1_000) - 15_000 * Int64(names.count)
            try Ingest.run(scrapes: names.count, first: first) { texts.next() ?? [] }
        case ("decode", 2): Decode.run()
        case ("day", 3): Day.run(series: Int(arguments[2]) ?? 1_000)
        case ("footprint", 2): Footprints.run()
        default: usage()
        }
    }

    private static func usage() {
        print("usage: StoreBench ingest URL COUNT FIRST | files DIRECTORY | decode | day SERIES | footprint")
    }
}

/// The processor's time that this process used, not the wall clock's: on a busy machine that also counts other programs.
var processorSeconds: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

/// What this process holds.
struct Usage {
    var heapBytes: Int
    var residentBytes: Int

    static var now: Usage {
        let statm = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = statm.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return Usage(
            heapBytes: Int(cheap_bytes_in_use()), residentBytes: pages * Int(getpagesize()))
    }
}
