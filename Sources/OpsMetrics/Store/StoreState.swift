/// What a series store holds; touched only under its lock.
struct StoreState: Sendable {
    var series: [StoredSeries] = []
    /// Slots by the hash of their labels.
    var table = NumberTable()
    var index = LabelIndex()
    var statistics = StoreStatistics()
    var configuration: StoreConfiguration
    /// Durations of the configuration in milliseconds.
    var fullMilliseconds: Int64
    var retentionMilliseconds: Int64
    /// Slots without a series.
    var free: [UInt32] = []
    /// Bytes of chunks.
    var sampleBytes = 0
    /// The last sampling pass (never 0) and whom it saw.
    var pass: UInt8 = 0
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

    var liveCount: Int { table.count }
    var memoryBytes: Int { sampleBytes + seriesBytes }

    /// Bytes of everything but chunks: the places of series, their labels, the index.
    var seriesBytes: Int {
        Footprint.array(series) + table.footprint + Footprint.array(free) + Footprint.array(sampled) + index.footprint
    }

    mutating func refuse(_ reason: RefusalReason) {
        statistics.refused[reason, default: 0] += 1
    }

    /// The slot of a series that is held.
    func slot(known labels: Labels) -> UInt32? {
        table.find(labels.digest) { slot in
            series[Int(slot)].digest == labels.digest && index.isSeries(at: series[Int(slot)].place, labels)
        }
    }

    /// The labels of the series in a slot.
    func labels(_ slot: UInt32) -> Labels {
        index.series(at: series[Int(slot)].place, digest: series[Int(slot)].digest)
    }

    /// The series' slot, made where it is new and the limits allow it.
    mutating func slot(of labels: Labels) -> UInt32? {
        if let known = slot(known: labels) { return known }
        guard liveCount < configuration.seriesLimit else {
            refuse(.seriesLimit)
            return nil
        }
        // What it brings counts before it is taken: one huge label would push out everybody's samples.
        guard seriesBytes + Self.textBytes(labels) < configuration.memoryLimitBytes / 2,
            index.sets.hasRoom(for: labels.pairs.count)
        else {
            refuse(.memoryLimit)
            return nil
        }
        let slot = free.popLast() ?? UInt32(truncatingIfNeeded: series.count)
        var made = StoredSeries(digest: labels.digest, place: index.add(labels, slot: slot))
        if Int(slot) < series.count {
            made.generation = series[Int(slot)].generation &+ 1
            series[Int(slot)] = made
        } else {
            series.appendSparingly(made)
        }
        table.insert(slot, labels.digest) { [series] in series[Int($0)].digest }
        return slot
    }

    /// What the texts of a series take where no other has them.
    private static func textBytes(_ labels: Labels) -> Int {
        labels.pairs.reduce(0) { $0 + Footprint.text($1.name) + Footprint.text($1.value) }
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
        index.remove(gone.map { (series[Int($0)].place, $0) })
        for slot in gone {
            table.remove(slot, series[Int(slot)].digest) { [series] in series[Int($0)].digest }
            series[Int(slot)] = StoredSeries(emptyAfter: series[Int(slot)].generation)
            free.appendSparingly(slot)
        }
        if index.sets.isMostlyUnused { compactSets() }
    }

    /// Gets back the room of the sets of series that are gone.
    private mutating func compactSets() {
        var sets = index.sets.emptied
        for place in series.indices where series[place].isLive {
            series[place].place = sets.take(index.sets[series[place].place])
        }
        index.sets = sets
    }

    /// The slots of the series that fulfil all conditions.
    func matching(_ matchers: [Matcher]) -> [UInt32] {
        index.select(matchers, all: liveSlots) ?? liveSlots()
    }

    private func liveSlots() -> [UInt32] {
        series.indices.filter { series[$0].isLive }.map { UInt32(truncatingIfNeeded: $0) }
    }
}
