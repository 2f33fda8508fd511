/// Limiters by key, at most ``capacity`` of them; where there is no room, the key that asked longest ago goes.
///
/// A key that goes early loses its history: whoever can send from more addresses than there is room for is not held by
/// a limit per address in any case.
struct LimiterTable: Sendable {
    private enum Limiter: Sendable {
        case log(SlidingLog)
        case gcra(GCRA)
    }

    private struct Slot: Sendable {
        var key: String
        var limiter: Limiter
        var rule: RateLimitRule
        /// Neighbours in order of use; -1 at the ends.
        var older = -1
        var newer = -1
    }

    let capacity: Int
    private var slots: [Slot] = []
    private var index: [String: Int] = [:]
    private var oldest = -1
    private var newest = -1

    init(capacity: Int) { self.capacity = max(1, capacity) }

    var count: Int { slots.count }

    func holds(_ key: String) -> Bool { index[key] != nil }

    mutating func admit(key: String, rule: RateLimitRule, at now: MonotonicTime) -> RateLimitDecision {
        let place = touch(key, rule)
        switch slots[place].limiter {
        case .log(var log):
            // The slot lets go of the log meanwhile, so that its array is changed in place.
            slots[place].limiter = .gcra(GCRA(rule: rule))
            defer { slots[place].limiter = .log(log) }
            return log.admit(at: now)
        case .gcra(var gcra):
            defer { slots[place].limiter = .gcra(gcra) }
            return gcra.admit(at: now)
        }
    }

    /// Neither counts nor makes anything newer.
    func standing(key: String, rule: RateLimitRule, at now: MonotonicTime) -> RateLimitDecision {
        guard let place = index[key], slots[place].rule == rule else {
            return SlidingLog(rule: rule).standing(at: now)
        }
        switch slots[place].limiter {
        case .log(let log): return log.standing(at: now)
        case .gcra(let gcra): return gcra.standing(at: now)
        }
    }

    mutating func record(key: String, rule: RateLimitRule, at now: MonotonicTime) {
        let place = touch(key, rule)
        switch slots[place].limiter {
        case .log(var log):
            slots[place].limiter = .gcra(GCRA(rule: rule))
            log.record(at: now)
            slots[place].limiter = .log(log)
        case .gcra(var gcra):
            gcra.record(at: now)
            slots[place].limiter = .gcra(gcra)
        }
    }

    /// The key's slot, made newest; a new one, or the oldest one taken over, where it had none.
    private mutating func touch(_ key: String, _ rule: RateLimitRule) -> Int {
        if let place = index[key] {
            if slots[place].rule != rule { slots[place] = replacing(slots[place], rule) }
            if place != newest { unlink(place); linkNewest(place) }
            return place
        }
        let slot = Slot(key: key, limiter: Self.limiter(rule), rule: rule)
        var place = slots.count
        if place < capacity {
            slots.append(slot)
        } else {
            place = oldest
            index[slots[place].key] = nil
            unlink(place)
            slots[place] = slot
        }
        index[key] = place
        linkNewest(place)
        return place
    }

    private func replacing(_ slot: Slot, _ rule: RateLimitRule) -> Slot {
        var slot = slot
        slot.limiter = Self.limiter(rule)
        slot.rule = rule
        return slot
    }

    private static func limiter(_ rule: RateLimitRule) -> Limiter {
        rule.count > SlidingLog.largestCount ? .gcra(GCRA(rule: rule)) : .log(SlidingLog(rule: rule))
    }

    private mutating func unlink(_ place: Int) {
        let slot = slots[place]
        if slot.older >= 0 { slots[slot.older].newer = slot.newer } else { oldest = slot.newer }
        if slot.newer >= 0 { slots[slot.newer].older = slot.older } else { newest = slot.older }
    }

    private mutating func linkNewest(_ place: Int) {
        slots[place].older = newest
        slots[place].newer = -1
        if newest >= 0 { slots[newest].newer = place } else { oldest = place }
        newest = place
    }
}
