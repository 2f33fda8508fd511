/// So many bytes, shared.
final class ByteBudget: Sendable {
    private let left: Guarded<Int>

    init(limit: Int) { left = Guarded(limit) }

    /// False, and nothing taken, where there are not so many.
    func take(_ count: Int) -> Bool {
        left.with { left in
            guard left >= count else { return false }
            left -= count
            return true
        }
    }

    func give(_ count: Int) { left.with { $0 += count } }

    /// What is not taken now.
    var available: Int { left.value }
}

/// What one owner has of a budget; given back with the owner's end.
final class ByteShare: Sendable {
    private let budget: ByteBudget
    private let held = Guarded(0)

    init(of budget: ByteBudget) { self.budget = budget }

    deinit { budget.give(held.value) }

    /// Takes more; false, and nothing taken, where there is not so much.
    func grow(_ count: Int) -> Bool {
        guard budget.take(count) else { return false }
        held.with { $0 += count }
        return true
    }
}
