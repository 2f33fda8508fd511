/// Says when files are worth reading anew: once they differ from what was taken up and have then stood still from one look
/// to the next, so that nothing is read while an editor writes.
struct FileWatch: Sendable {
    /// Looks after which files that could not be used are read once more as they are: the reason may have been the moment's,
    /// such as too many open files.
    static let retryAfter = 30

    private var taken: [String: FileMark]
    private var seen: [String: FileMark]
    /// Looks until files that could not be used are tried again; nil where they were used.
    private var untilRetry: Int?

    /// `taken`: the marks from just before the files were read.
    init(taken: [String: FileMark]) {
        self.taken = taken
        seen = taken
    }

    /// One look; true where the files are to be read now.
    mutating func look(_ marks: [String: FileMark]) -> Bool {
        defer { seen = marks }
        if let left = untilRetry { untilRetry = max(left - 1, 0) }
        guard marks == seen, marks != taken || untilRetry == 0 else { return false }
        taken = marks
        untilRetry = nil
        return true
    }

    /// Says that the reading that the last look asked for brought nothing that can be used.
    mutating func readingFailed() { untilRetry = Self.retryAfter }
}
