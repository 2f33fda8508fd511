import OpsCore

/// Answers of the upstream that are still good; the oldest goes first. Failures are never kept.
struct EnrichmentCache {
    static let limit = 5_000
    static let lifetime = Duration.seconds(3600)

    private var entries: [LeadQuery: (company: ProviderCompany, at: MonotonicTime)] = [:]
    /// In the order of arrival; may name entries that were replaced since.
    private var order: [LeadQuery] = []

    func find(_ query: LeadQuery, at now: MonotonicTime) -> ProviderCompany? {
        guard let entry = entries[query], now.duration(since: entry.at) < Self.lifetime else { return nil }
        return entry.company
    }

    mutating func keep(_ company: ProviderCompany, for query: LeadQuery, at now: MonotonicTime) {
        if entries.updateValue((company, now), forKey: query) == nil { order.append(query) }
        guard order.count > Self.limit else { return }
        // An eighth at once, so that a full cache does not shift its whole order for each new entry.
        for old in order.prefix(Self.limit / 8) { entries[old] = nil }
        order.removeFirst(Self.limit / 8)
    }
}
