/// The `k` largest or smallest of values as Prometheus picks them: a heap whose root is the weakest, which only a stronger
/// value replaces. Among equals this decides who stays.
struct RankedHeap {
    private let capacity: Int
    private let isLargest: Bool
    private var items: [(row: Int, value: Double)] = []

    /// - Parameters:
    ///   - capacity: At least 1.
    ///   - isLargest: Whether the largest stay.
    init(capacity: Int, isLargest: Bool) {
        self.capacity = capacity
        self.isLargest = isLargest
    }

    /// The rows that stayed, the strongest first, of equals the one that came first.
    var ranked: [Int] {
        items.sorted { left, right in
            if left.value == right.value || left.value.isNaN && right.value.isNaN { return left.row < right.row }
            return isWeaker(right.value, left.value)
        }.map(\.row)
    }

    mutating func offer(_ row: Int, _ value: Double) {
        guard items.count == capacity else {
            items.append((row, value))
            return rise(items.count - 1)
        }
        let root = items[0].value
        let isStronger = (isLargest ? root < value : root > value) || root.isNaN && !value.isNaN
        guard isStronger else { return }
        items[0] = (row, value)
        sink(0)
    }

    /// Whether `left` is to go before `right`; NaN goes first.
    private func isWeaker(_ left: Double, _ right: Double) -> Bool {
        left.isNaN || (isLargest ? left < right : left > right)
    }

    // As Go's container/heap moves its elements.
    private mutating func rise(_ start: Int) {
        var place = start
        while place > 0 {
            let parent = (place - 1) / 2
            guard isWeaker(items[place].value, items[parent].value) else { return }
            items.swapAt(place, parent)
            place = parent
        }
    }

    private mutating func sink(_ start: Int) {
        var place = start
        while 2 * place + 1 < items.count {
            var child = 2 * place + 1
            if child + 1 < items.count, isWeaker(items[child + 1].value, items[child].value) { child += 1 }
            guard isWeaker(items[child].value, items[place].value) else { return }
            items.swapAt(place, child)
            place = child
        }
    }
}
