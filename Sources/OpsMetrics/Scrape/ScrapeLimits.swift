/// How much one target, or one job, may bring; 0 is no limit of the user's. A scrape over one of them fails whole.
public struct ScrapeLimits: Sendable, Hashable {
    /// Bytes of an answer at most where the configuration sets no limit.
    public static let bodyBytesAtMost = 64 << 20
    /// Whatever the configuration says: labels of a series, bytes of a label as it is exposed, samples of a scrape. A
    /// pattern of a relabelling step takes time with a label's length, and every series takes memory.
    static let labelsAtMost = 1_024
    static let labelBytesAtMost = 65_536
    static let samplesAtMost = 250_000
    /// While steps are applied: labels, and bytes of the source labels joined.
    static let labelsInWork = 4 * labelsAtMost
    static let joinedBytesAtMost = 16 * labelBytesAtMost
    /// Targets of all jobs together that are asked at most.
    public static let targetsAtMost = 5_000

    /// Samples of a scrape, after relabelling (`sample_limit`).
    public internal(set) var samples = 0
    /// Labels of a series, its name and the target's labels among them (`label_limit`).
    public internal(set) var labels = 0
    /// Bytes of a label's name (`label_name_length_limit`).
    public internal(set) var labelNameLength = 0
    /// Bytes of a label's value (`label_value_length_limit`).
    public internal(set) var labelValueLength = 0
    /// Targets of a job, after relabelling (`target_limit`).
    public internal(set) var targets = 0
    /// Bytes of an answer, unpacked (`body_size_limit`).
    public internal(set) var bodyBytes = 0

    /// Where reading an answer must stop: an answer that has more bytes failed.
    public var bodyBytesInForce: Int { bodyBytes > 0 ? min(bodyBytes, Self.bodyBytesAtMost) : Self.bodyBytesAtMost }

    /// Samples after which a scrape fails.
    var samplesInForce: Int { samples > 0 ? min(samples, Self.samplesAtMost) : Self.samplesAtMost }

    /// What is wrong with a series' labels, nil where nothing is.
    func fault(_ pairs: [Label]) -> String? {
        let most = labels > 0 ? min(labels, Self.labelsAtMost) : Self.labelsAtMost
        if pairs.count > most {
            return "label_limit exceeded: a series has \(pairs.count) labels, the limit is \(most)"
        }
        guard labelNameLength > 0 || labelValueLength > 0 else { return nil }
        for label in pairs {
            if labelNameLength > 0, label.name.utf8.count > labelNameLength {
                return "label_name_length_limit exceeded: a name has \(label.name.utf8.count) bytes, "
                    + "the limit is \(labelNameLength)"
            }
            if labelValueLength > 0, label.value.utf8.count > labelValueLength {
                return "label_value_length_limit exceeded: the value of \"\(label.name.prefix(100))\" has "
                    + "\(label.value.utf8.count) bytes, the limit is \(labelValueLength)"
            }
        }
        return nil
    }
}
