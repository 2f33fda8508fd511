/// Why a store did not take a sample.
public enum RefusalReason: String, Sendable, Hashable, CaseIterable {
    /// The series has a newer sample.
    case outOfOrder = "out_of_order"
    /// The series has another value at the same time.
    case duplicateTimestamp = "duplicate_timestamp"
    /// The sample is older than the retention.
    case tooOld = "too_old"
    /// A scraped sample's own time is more than ten minutes ahead.
    case tooNew = "too_new"
    /// The store holds its limit of series.
    case seriesLimit = "series_limit"
    /// Series without their samples take half of the store's memory.
    case memoryLimit = "memory_limit"
}
