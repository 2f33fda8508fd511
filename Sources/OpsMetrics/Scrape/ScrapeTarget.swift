/// One place that is asked for metrics. Two targets are the same where they have the same labels, URL and times.
public struct ScrapeTarget: Sendable, Hashable {
    /// The job it belongs to.
    public let jobName: String
    /// The labels that its series get: `job`, `instance` and others.
    public let labels: Labels
    /// What it was before relabelling, `__address__` and the like among it.
    public let discoveredLabels: Labels
    /// What to ask.
    public let url: String
    /// How often, and how long an answer may take.
    public let interval: Duration
    public let timeout: Duration

    /// The header `X-Prometheus-Scrape-Timeout-Seconds`.
    public var timeoutSeconds: String { Exposition.number(Double(timeout.milliseconds) / 1_000) }

    /// The first time not before `milliseconds` (since 1970) at which the target is due; then one each interval.
    ///
    /// Targets are spread over their interval by a hash of what they are and `seed`, which should differ between
    /// servers; so the times are the same after a restart.
    public func firstScrape(after milliseconds: Int64, seed: UInt64) -> Int64 {
        let step = max(interval.milliseconds, 1)
        let phase = Int64((StableHash.of("\(labels.description)\n\(url)") ^ seed) % UInt64(step))
        let past = (milliseconds % step + step) % step
        let wait = (phase - past + step) % step
        return milliseconds.addingReportingOverflow(wait).overflow ? milliseconds : milliseconds + wait
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.jobName == right.jobName && left.labels == right.labels && left.url == right.url
            && left.interval == right.interval && left.timeout == right.timeout
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(jobName)
        hasher.combine(labels)
        hasher.combine(url)
    }
}

/// A hash that is the same in every process (FNV-1a, 64 bits), its bits mixed once more (the end of MurmurHash3).
enum StableHash {
    static func of(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
        hash = (hash ^ hash >> 33) &* 0xc4ce_b9fe_1a85_ec53
        return hash ^ hash >> 33
    }
}
