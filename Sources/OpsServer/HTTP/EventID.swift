/// Ids of stream events: `BOOT-SEQUENCE`, so that a number of an earlier server is never taken for one of this.
enum EventID {
    static func text(boot: String, sequence: UInt64) -> String { "\(boot)-\(sequence)" }

    /// True where `id` looks like one that a server has given, this one or one before it.
    static func isWellFormed(_ id: String?) -> Bool {
        guard let id, id.utf8.count <= 64, let dash = id.lastIndex(of: "-") else { return false }
        return UInt64(id[..<dash]) != nil && UInt64(id[id.index(after: dash)...]) != nil
    }

    /// The sequence in `id`; nil where there is none or it is another server's.
    static func sequence(_ id: String?, boot: String) -> UInt64? {
        guard let id, let dash = id.lastIndex(of: "-"), id[..<dash] == boot else { return nil }
        return UInt64(id[id.index(after: dash)...])
    }
}
