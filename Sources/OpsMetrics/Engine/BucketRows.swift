/// The bucket series of a vector, by the histogram they belong to, each histogram's in the order of their bounds.
struct BucketRows {
    struct Bucket {
        let bound: Double
        let row: Int
    }
    struct Group {
        let labels: Labels
        var buckets: [Bucket]
    }

    private(set) var groups: [Group] = []
    /// Names of metrics with bounds that are no numbers, and these bounds.
    private(set) var malformed: [(name: String, bound: String)] = []

    init(_ input: VectorColumns) {
        var table = GroupTable(["le"], isWithout: true)
        for row in 0..<input.rows {
            let text = input.labels[row]["le"] ?? ""
            guard let bound = MetricsText.number(text) else {
                if malformed.count < QueryNotes.limit { malformed.append((input.labels[row].name ?? "", text)) }
                continue
            }
            let group = table.group(of: input.labels[row])
            if group == groups.count {
                groups.append(Group(labels: input.labels[row].removing(["le"]), buckets: []))
            }
            groups[group].buckets.append(Bucket(bound: bound, row: row))
        }
        for group in groups.indices { groups[group].buckets.sort { $0.bound < $1.bound } }
    }
}
