import ArgumentParser
import Foundation
import OpsMetrics

/// `opstui metrics check`: an exposition from a file or standard input.
struct MetricsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics", abstract: "Metrics in Prometheus' text format.", subcommands: [Check.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Parse an exposition; an error names line and column.")

        /// Largest exposition that is read, in bytes.
        static let limit = 64 * 1024 * 1024

        @Argument(help: "A file, or - for standard input.")
        var file = "-"

        func run() async throws {
            try await reporting {
                let text = try read()
                do {
                    let families = try MetricsText.parse(text)
                    Output.write("\(file): \(families.count) metric families\n")
                } catch {
                    throw CommandFailure(.failed, "\(file): \(error)")
                }
            }
        }

        private func read() throws -> String {
            let handle = file == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: file)
            guard let data = try handle?.read(upToCount: Self.limit), let text = String(data: data, encoding: .utf8)
            else {
                throw CommandFailure(.failed, "\(file): cannot be read as UTF-8 text")
            }
            return text
        }
    }
}
