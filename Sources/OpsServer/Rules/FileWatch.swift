/// Says when files are worth reading anew: once they differ from what was taken up and have then stood still from one look
/// to the next, so that nothing is read while an editor writes.
struct FileWatch: Sendable {
    private var taken: [String: FileMark]
    private var seen: [String: FileMark]

    /// `taken`: the marks from just before the files were read.
    init(taken: [String: FileMark]) {
        self.taken = taken
        seen = taken
    }

    /// One look; true where the files are to be read now.
    mutating func look(_ marks: [String: FileMark]) -> Bool {
        defer { seen = marks }
        guard marks != taken, marks == seen else { return false }
        taken = marks
        return true
    }
}
