/// What a series store holds; touched only under its lock.
struct StoreState: Sendable {
    var series: [StoredSeries] = []
    var slots: [Labels: UInt32] = [:]
    var index = LabelIndex()
    var statistics = StoreStatistics()
    var configuration: StoreConfiguration
    /// Durations of the configuration in milliseconds.
    var fullMilliseconds: Int64
    var retentionMilliseconds: Int64
    /// Slots without a series.
    var free: [UInt32] = []
    /// Bytes of chunks, and of series without their chunks and without the index.
    var sampleBytes = 0
    var seriesBytes = 0
    /// The last sampling pass and whom it saw.
    var pass: UInt32 = 0
    var sampled: [UInt32] = []
    /// Care of the old: when last, and which slot comes next.
    var caredAt: Int64?
    var careSlot = 0

    /// Samples before this are older than the retention.
    var oldestTaken: Int64 {
        guard let caredAt else { return .min }
        return caredAt.clampedSubtracting(retentionMilliseconds)
    }

    init(_ configuration: StoreConfiguration) {
        self.configuration = configuration
        retentionMilliseconds = max(configuration.retention.milliseconds, 1)
        fullMilliseconds = min(max(configuration.fullResolution.milliseconds, 1), retentionMilliseconds)
        self.configuration.memoryLimitBytes = max(configuration.memoryLimitBytes, 1 << 16)
    }

    var liveCount: Int { slots.count }
    var memoryBytes: Int { sampleBytes + seriesBytes + index.footprint }

    /// What a series takes beside its chunks: its place here (the list has room for a third more on average), its
    /// entry in the table, its labels.
    static func cost(_ labels: Labels) -> Int {
        MemoryLayout<StoredSeries>.stride * 4 / 3 + 40
            + Footprint.array(labels.pairs.count * MemoryLayout<Label>.stride)
    }

    mutating func refuse(_ reason: RefusalReason) {
        statistics.refused[reason, default: 0] += 1
    }

    /// The series' slot, made where it is new and the limits allow it.
    mutating func slot(of labels: Labels) -> UInt32? {
        if let known = slots[labels] { return known }
        guard liveCount < configuration.seriesLimit else {
            refuse(.seriesLimit)
            return nil
        }
        guard seriesBytes + index.footprint < configuration.memoryLimitBytes / 2 else {
            refuse(.memoryLimit)
            return nil
        }
        let slot = free.popLast() ?? UInt32(truncatingIfNeeded: series.count)
        let shared = index.add(labels, slot: slot)
        var made = StoredSeries(labels: shared)
        if Int(slot) < series.count {
            made.generation = series[Int(slot)].generation &+ 1
            series[Int(slot)] = made
        } else {
            series.append(made)
        }
        slots[shared] = slot
        seriesBytes += Self.cost(shared)
        return slot
    }

    /// Appends to a series; nil where the sample was taken (or was there already), else why not.
    mutating func append(_ slot: UInt32, _ milliseconds: Int64, _ value: Double) -> RefusalReason? {
        let place = Int(slot)
        if milliseconds >= oldestTaken, case .taken(let grown) = series[place].extend(milliseconds, value) {
            sampleBytes += grown
            return nil
        }
        if let last = series[place].lastMilliseconds, milliseconds <= last {
            let isSame = milliseconds == last && series[place].last?.value.bitPattern == value.bitPattern
            if isSame { return nil }
            return milliseconds == last ? .duplicateTimestamp : .outOfOrder
        }
        if milliseconds < oldestTaken { return .tooOld }
        change(slot) { $0.append(milliseconds, value) }
        return nil
    }

    /// Whether the limit is passed: looked at with everything that is written.
    var isOverLimit: Bool { memoryBytes > configuration.memoryLimitBytes }

    /// Changes a series and keeps the count of bytes.
    @discardableResult
    mutating func change<Result>(_ slot: UInt32, _ body: (inout StoredSeries) -> Result) -> Result {
        let before = series[Int(slot)].footprint
        let result = body(&series[Int(slot)])
        sampleBytes += series[Int(slot)].footprint - before
        return result
    }

    /// Forgets series that hold nothing.
    mutating func forget(_ gone: [UInt32]) {
        guard !gone.isEmpty else { return }
        var entries: [(labels: Labels, slot: UInt32)] = []
        for slot in gone {
            let labels = series[Int(slot)].labels
            entries.append((labels, slot))
            seriesBytes -= Self.cost(labels)
            slots[labels] = nil
            let generation = series[Int(slot)].generation
            series[Int(slot)] = StoredSeries(labels: .none)
            series[Int(slot)].generation = generation &+ 1
            series[Int(slot)].isLive = false
            free.append(slot)
        }
        index.remove(entries)
    }

    /// The slots of the series that fulfil all conditions.
    func matching(_ matchers: [Matcher]) -> [UInt32] {
        index.select(matchers) ?? series.indices.filter { series[$0].isLive }.map { UInt32(truncatingIfNeeded: $0) }
    }
}
