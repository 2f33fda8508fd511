import ArgumentParser
import Foundation
import OpsCore
import OpsMetrics

/// `opstui metrics check`: an exposition from a file or standard input.
struct MetricsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics", abstract: "Metrics in the text formats of Prometheus and OpenMetrics.",
        subcommands: [Check.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Parse and lint an exposition; an error names line and column.",
            discussion: """
                Exits 0 where the text is valid, 1 at the first error. Notes about names, help texts and labels go to \
                standard error and do not fail the check, except with --strict.
                """)

        /// Largest exposition that is read, in bytes.
        static let limit = 64 * 1024 * 1024

        @Argument(help: "A file, or - for standard input.")
        var file = "-"

        @Flag(help: "Hold the text to OpenMetrics 1.0 instead of Prometheus' format 0.0.4.")
        var openmetrics = false

        @Flag(help: "Fail where there are notes too.")
        var strict = false

        func run() async throws {
            try await reporting {
                let bytes = try read()
                let format: ExpositionFormat = openmetrics ? .openMetrics : .prometheusText
                let families: [MetricsText.Family]
                do {
                    families = try MetricsText.parse(bytes, format: format)
                } catch {
                    throw CommandFailure(.failed, SafeText.clean("\(file):\(error)", limit: 1_000))
                }
                let notes = MetricsLint.notes(families, format: format)
                for note in notes {
                    Output.note(SafeText.clean("\(file):\(note)", limit: 1_000))
                }
                if strict, !notes.isEmpty { throw CommandFailure(.failed, "\(file): \(notes.count) notes") }
                Output.write("\(file): \(families.count) metric families\n")
            }
        }

        private func read() throws -> [UInt8] {
            let handle = file == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: file)
            guard let handle, let data = try? handle.read(upToCount: Self.limit + 1) ?? Data() else {
                throw CommandFailure(.failed, "\(file): cannot be read; name a file, or - for standard input")
            }
            guard data.count <= Self.limit else {
                throw CommandFailure(.failed, "\(file): larger than 64 MiB; check it in parts")
            }
            return [UInt8](data)
        }
    }
}
