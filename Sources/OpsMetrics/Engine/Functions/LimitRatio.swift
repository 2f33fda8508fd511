/// `limit_ratio`: a share of the series, chosen by a hash of their labels, so that always the same ones are.
enum LimitRatio {
    /// Whether a series belongs to the share. Of a negative ratio it is the complement: `-0.1` and `0.9` make up all.
    ///
    /// - Parameter ratio: Between -1 and 1; beyond it counts as these. 0 chooses none.
    static func keeps(_ labels: Labels, ratio: Double) -> Bool {
        let ratio = min(max(ratio, -1), 1)
        let offset = Double(XXHash64.hash(encoded(labels))) / Double(UInt64.max)
        return ratio >= 0 ? offset < ratio : offset >= 1 + ratio
    }

    /// The labels as Prometheus' releases hold them: each text behind its length, one byte up to 254, else 255 and three
    /// bytes, the lowest first (model/labels, `stringlabels`).
    static func encoded(_ labels: Labels) -> [UInt8] {
        var bytes: [UInt8] = []
        for label in labels.pairs {
            append(label.name, to: &bytes)
            append(label.value, to: &bytes)
        }
        return bytes
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        let count = text.utf8.count
        if count < 255 {
            bytes.append(UInt8(count))
        } else {
            bytes.append(255)
            for shift in [0, 8, 16] { bytes.append(UInt8(truncatingIfNeeded: count >> shift)) }
        }
        bytes.append(contentsOf: text.utf8)
    }
}
