import Foundation
import OpsCore
import OpsMetrics

/// The target groups in a job's files. A file that cannot be read keeps what it last said.
struct TargetFiles: Sendable {
    /// Files of one job at most.
    static let fileLimit = 1_000

    private struct Known: Sendable {
        var stamp: Stamp
        var groups: [TargetGroup]
    }

    /// What changes when a file does.
    private struct Stamp: Equatable, Sendable {
        var modified: Date?
        var size: UInt64?
        var number: UInt64?
    }

    private let patterns: [String]
    private var known: [String: Known] = [:]
    private(set) var groups: [TargetGroup] = []

    init(_ job: ScrapeJob, directory: String) {
        patterns = job.targetFiles.map { ScrapePath.absolute($0.path, in: directory) }
    }

    /// Looks at the files; what is wrong with those that changed.
    mutating func refresh() -> [String] {
        var faults: [String] = []
        var found: [String: Known] = [:]
        for path in patterns.flatMap(ScrapePath.matches).prefix(Self.fileLimit) where found[path] == nil {
            let stamp = Self.stamp(path)
            if let known = known[path], known.stamp == stamp {
                found[path] = known
                continue
            }
            do {
                found[path] = Known(stamp: stamp, groups: try Self.read(path))
            } catch {
                faults.append("\(error)")
                // Not read again before it changes again.
                found[path] = Known(stamp: stamp, groups: known[path]?.groups ?? [])
            }
        }
        known = found
        groups = found.sorted { $0.key < $1.key }.flatMap(\.value.groups)
        return faults
    }

    private static func read(_ path: String) throws -> [TargetGroup] {
        guard let bytes = ScrapePath.read(path, limit: TargetGroup.fileLengthLimit),
            let text = String(validating: bytes, as: UTF8.self)
        else { throw ScrapeFailure("\(path): cannot be read as UTF-8 text") }
        return try TargetGroup.read(text: text, name: path)
    }

    private static func stamp(_ path: String) -> Stamp {
        let facts = try? FileManager.default.attributesOfItem(atPath: path)
        return Stamp(
            modified: facts?[.modificationDate] as? Date, size: (facts?[.size] as? NSNumber)?.uint64Value,
            number: (facts?[.systemFileNumber] as? NSNumber)?.uint64Value)
    }
}
