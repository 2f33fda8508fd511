/// What keeps the store small: thinning, forgetting, and the memory limit. Each call does a bounded part of the work.
extension StoreState {
    /// All series are looked at once in this many milliseconds of samples' time.
    private static let roundMilliseconds: Int64 = 60_000
    /// A clock that goes back by no more than this is waited for.
    private static let stepMilliseconds: Int64 = 60_000

    /// Called with every sample's time; works once a second of samples' time.
    mutating func care(at milliseconds: Int64) {
        guard let before = caredAt else {
            caredAt = milliseconds
            return
        }
        guard milliseconds > before, milliseconds &- before >= 1_000 || milliseconds &- before < 0 else { return }
        caredAt = milliseconds
        let passed = min(max(milliseconds &- before, 1_000), Self.roundMilliseconds)
        let share = (series.count * Int(passed) + Int(Self.roundMilliseconds) - 1) / Int(Self.roundMilliseconds)
        look(after: min(max(share, 16), series.count), at: milliseconds)
        if isOverLimit { stayBelowLimit() }
    }

    /// The clock went back by more than a minute: samples of the future go, or their series would take no other for as
    /// long as the clock was ahead.
    mutating func followClock(to milliseconds: Int64) {
        guard let caredAt, milliseconds < caredAt.clampedSubtracting(Self.stepMilliseconds) else { return }
        statistics.clockStepsBack += 1
        for place in series.indices where series[place].isLive {
            let slot = UInt32(truncatingIfNeeded: place)
            statistics.clockStepSamples += change(slot) { $0.cut(after: milliseconds) }
        }
        self.caredAt = milliseconds
    }

    private mutating func look(after count: Int, at milliseconds: Int64) {
        let oldest = milliseconds.clampedSubtracting(retentionMilliseconds)
        let full = milliseconds.clampedSubtracting(fullMilliseconds)
        var gone: [UInt32] = []
        for _ in 0..<count {
            if careSlot >= series.count { careSlot = 0 }
            let slot = UInt32(truncatingIfNeeded: careSlot)
            careSlot += 1
            guard series[Int(slot)].isLive else { continue }
            if let first = series[Int(slot)].firstMilliseconds, first < full {
                change(slot) { _ = $0.drop(before: oldest) }
                if fullMilliseconds < retentionMilliseconds {
                    statistics.thinnedSamples += change(slot) { $0.thin(before: full) }
                }
            }
            if series[Int(slot)].isEmpty { gone.append(slot) }
        }
        forget(gone)
    }

    /// Lets the oldest chunks of all series go until a thirty-second of the limit is free again.
    mutating func stayBelowLimit() {
        let limit = configuration.memoryLimitBytes
        var toFree = memoryBytes - limit + limit / 32
        var chunks: [(last: Int64, bytes: Int)] = []
        for series in series where series.isLive {
            for head in series.past.heads() + series.recent.heads() { chunks.append((head.last, head.byteCount)) }
            if !series.open.isEmpty { chunks.append((series.open.lastMilliseconds, series.open.footprint)) }
        }
        chunks.sort { $0.last < $1.last }
        var through: Int64?
        for chunk in chunks {
            guard toFree > 0 else { break }
            toFree -= chunk.bytes
            through = chunk.last
        }
        if let through { evict(through: through) }
    }

    private mutating func evict(through milliseconds: Int64) {
        var gone: [UInt32] = []
        for place in series.indices where series[place].isLive {
            let slot = UInt32(truncatingIfNeeded: place)
            let went = change(slot) { $0.drop(before: milliseconds == .max ? .max : milliseconds + 1) }
            statistics.evictedChunks += went.chunks
            statistics.evictedSamples += went.samples
            if series[place].isEmpty { gone.append(slot) }
        }
        forget(gone)
    }
}
