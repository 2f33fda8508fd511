import OpsMetrics

/// The target groups in a job's files. A file that cannot be read or used keeps what it last said.
struct TargetFiles: Sendable {
    /// Files of one job at most.
    static let fileLimit = 1_000

    private struct Known: Sendable {
        /// From just before it was read; nil where it could not be, so that it is read again.
        var mark: FileMark?
        var groups: [TargetGroup]
        var fault: String?
    }

    private let patterns: [String]
    private var known: [String: Known]
    private(set) var groups: [TargetGroup] = []
    /// What is wrong with the files as they are now.
    private(set) var faults: [String] = []

    var isEmpty: Bool { patterns.isEmpty }

    /// - Parameter former: The same job's before a reload: what its files last said still counts.
    init(_ job: ScrapeJob, directory: String, former: TargetFiles? = nil) {
        let patterns = job.targetFiles.map { ScrapePath.absolute($0.path, in: directory) }
        self.patterns = patterns
        known = (former?.known ?? [:]).filter { path, _ in
            patterns.contains { ScrapePath.fits(path[...], $0[...]) }
        }
        groups = known.sorted { $0.key < $1.key }.flatMap(\.value.groups)
    }

    /// Looks at the files and reads those that changed.
    mutating func refresh() {
        var found: [String: Known] = [:]
        faults = []
        for pattern in patterns {
            if let paths = ScrapePath.matches(pattern) {
                for path in paths where found[path] == nil { found[path] = look(path) }
            } else {
                faults.append("\(pattern): the directory cannot be read; what its files last said still counts")
                found.merge(known.filter { ScrapePath.fits($0.key[...], pattern[...]) }) { first, _ in first }
            }
        }
        var files = found.sorted { $0.key < $1.key }
        if files.count > Self.fileLimit {
            faults.append("there are more than \(Self.fileLimit) files of targets; the first by name count")
            files.removeLast(files.count - Self.fileLimit)
        }
        known = Dictionary(files.map { ($0.key, $0.value) }) { first, _ in first }
        groups = files.flatMap(\.value.groups)
        faults += files.compactMap(\.value.fault)
    }

    private func look(_ path: String) -> Known {
        let mark = FileMark(path: path)
        if let known = known[path], let mark, known.mark == mark { return known }
        let groups = known[path]?.groups ?? []
        guard let bytes = ScrapePath.read(path, limit: TargetGroup.fileLengthLimit),
            let text = String(validating: bytes, as: UTF8.self)
        else { return Known(groups: groups, fault: "\(path): cannot be read as UTF-8 text of at most 4 MiB") }
        do {
            return Known(mark: mark, groups: try TargetGroup.read(text: text, name: path))
        } catch {
            return Known(mark: mark, groups: groups, fault: "\(error)")
        }
    }
}
