/// A series as somebody who writes to it again and again knows it: its place is found once.
struct SeriesHandle: Sendable {
    let labels: Labels
    var reference: SeriesReference?

    init(_ labels: Labels) {
        self.labels = labels
    }
}

/// A sample for the handle at a place of a list.
struct HandleSample: Sendable {
    let place: Int32
    let milliseconds: Int64
    let value: Double
}

extension SeriesStore {
    /// Samples for which the lock is held at most in one go.
    private static let batchCount = 4_096

    /// Adds samples in their order and counts what was refused.
    ///
    /// - Parameter milliseconds: The present time: what keeps the store small goes by it.
    func write(
        _ samples: [HandleSample], to handles: inout [SeriesHandle], at milliseconds: Int64,
        counting refused: inout [RefusalReason: Int]
    ) {
        var start = 0
        while start < samples.count {
            let end = min(start + Self.batchCount, samples.count)
            state.withLock { state in
                state.care(at: milliseconds)
                for sample in samples[start..<end] {
                    guard let reason = state.write(sample, to: &handles[Int(sample.place)]) else { continue }
                    refused[reason, default: 0] += 1
                }
                if state.isOverLimit { state.stayBelowLimit() }
            }
            start = end
        }
    }
}

extension SeriesStore {
    /// Adds samples of one time.
    ///
    /// - Parameter sparesReserve: Whether new series leave the reserve free.
    /// - Returns: How many were refused, and why.
    func append(_ samples: [Sample], at milliseconds: Int64, sparesReserve: Bool) -> [RefusalReason: Int] {
        var refused: [RefusalReason: Int] = [:]
        for start in stride(from: 0, to: samples.count, by: Self.batchCount) {
            state.withLock { state in
                state.care(at: milliseconds)
                for sample in samples[start..<min(start + Self.batchCount, samples.count)] {
                    let reason = state.append(sample, at: milliseconds, sparesReserve: sparesReserve)
                    if let reason { refused[reason, default: 0] += 1 }
                }
                if state.isOverLimit { state.stayBelowLimit() }
            }
        }
        return refused
    }

    /// Counts samples that never came to the store, with those that it refused itself.
    func count(refused: [RefusalReason: Int]) {
        guard !refused.isEmpty else { return }
        state.withLock { $0.statistics.refused.merge(refused, uniquingKeysWith: +) }
    }
}

extension StoreState {
    /// Appends to the series of a handle, whose place is looked up where it is not known or not its own any more.
    fileprivate mutating func write(_ sample: HandleSample, to handle: inout SeriesHandle) -> RefusalReason? {
        if let known = handle.reference, isValid(known) {
            return counted(append(known.slot, sample.milliseconds, sample.value))
        }
        guard let slot = unreservedSlot(of: handle.labels) else {
            handle.reference = nil
            return fullness(sparesReserve: true)
        }
        handle.reference = reference(slot)
        return counted(append(slot, sample.milliseconds, sample.value))
    }

    fileprivate mutating func append(
        _ sample: Sample, at milliseconds: Int64, sparesReserve: Bool
    ) -> RefusalReason? {
        guard let slot = sparesReserve ? unreservedSlot(of: sample.labels) : slot(of: sample.labels) else {
            return fullness(sparesReserve: sparesReserve)
        }
        return counted(append(slot, milliseconds, sample.value))
    }

    /// Which limit a new series met.
    private func fullness(sparesReserve: Bool) -> RefusalReason {
        let limit = configuration.seriesLimit - (sparesReserve ? configuration.reserve : 0)
        return liveCount < limit ? .memoryLimit : .seriesLimit
    }

    private mutating func counted(_ reason: RefusalReason?) -> RefusalReason? {
        if let reason { refuse(reason) }
        return reason
    }
}

extension StoreState {
    /// The series' slot; a new one leaves the reserve free, in places and in memory.
    mutating func unreservedSlot(of labels: Labels) -> UInt32? {
        let whole = configuration
        defer { configuration = whole }
        configuration.seriesLimit -= whole.reserve
        if whole.reserve > 0 { configuration.memoryLimitBytes -= whole.memoryLimitBytes / 16 }
        return slot(of: labels)
    }
}
