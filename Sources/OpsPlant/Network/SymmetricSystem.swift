/// A sparse symmetric positive definite system of linear equations, solved by Cholesky's method within its envelope.
///
/// The unknowns are numbered as Cuthill and McKee do it, reversed, which keeps the envelope of a pipe network narrow.
struct SymmetricSystem {
    /// Where each unknown stands in the numbering.
    private let place: [Int]
    /// The first column of each row, and where its entries begin in `values`; a row ends with its diagonal.
    private let first: [Int]
    private let start: [Int]
    private var values: [Double]
    private var right: [Double]

    /// - Parameters:
    ///   - count: how many unknowns there are.
    ///   - pairs: which of them share an equation.
    init(count: Int, pairs: [(Int, Int)]) {
        var neighbours = [[Int]](repeating: [], count: count)
        for (a, b) in pairs where a != b {
            neighbours[a].append(b)
            neighbours[b].append(a)
        }
        place = Self.numbering(neighbours)
        var first = Array(0..<count)
        for (a, b) in pairs {
            let (low, high) = (min(place[a], place[b]), max(place[a], place[b]))
            first[high] = min(first[high], low)
        }
        self.first = first
        var start = [Int](repeating: 0, count: count + 1)
        for row in 0..<count { start[row + 1] = start[row] + row - first[row] + 1 }
        self.start = start
        values = [Double](repeating: 0, count: start[count])
        right = [Double](repeating: 0, count: count)
    }

    /// Sets all numbers to 0.
    mutating func clear() {
        for index in values.indices { values[index] = 0 }
        for index in right.indices { right[index] = 0 }
    }

    /// Adds to the coefficient of two unknowns, or to an unknown's own where they are the same.
    mutating func add(_ a: Int, _ b: Int, _ value: Double) {
        let (low, high) = (min(place[a], place[b]), max(place[a], place[b]))
        values[start[high] + low - first[high]] += value
    }

    /// Adds to an equation's right side.
    mutating func add(_ a: Int, right value: Double) { right[place[a]] += value }

    /// The unknowns, or nil where the system is not positive definite. The numbers are used up.
    mutating func solve() -> [Double]? {
        for row in right.indices { guard eliminate(row) else { return nil } }
        for row in right.indices.reversed() {
            right[row] /= values[start[row + 1] - 1]
            for column in first[row]..<row {
                right[column] -= values[start[row] + column - first[row]] * right[row]
            }
        }
        return place.map { right[$0] }
    }

    /// Turns a row into its row of the factor, and its right side with it. False where its pivot is not positive.
    private mutating func eliminate(_ row: Int) -> Bool {
        let base = start[row] - first[row]
        for column in first[row]..<row {
            let other = start[column] - first[column]
            var sum = values[base + column]
            for k in max(first[row], first[column])..<column { sum -= values[base + k] * values[other + k] }
            values[base + column] = sum / values[start[column + 1] - 1]
        }
        var pivot = values[base + row]
        var total = right[row]
        for k in first[row]..<row {
            pivot -= values[base + k] * values[base + k]
            total -= values[base + k] * right[k]
        }
        guard pivot > 0, pivot.isFinite else { return false }
        values[base + row] = pivot.squareRoot()
        right[row] = total / values[base + row]
        return true
    }

    /// Breadth first from a node of low degree, neighbours by degree, then the other way round.
    private static func numbering(_ neighbours: [[Int]]) -> [Int] {
        var order: [Int] = []
        var isTaken = [Bool](repeating: false, count: neighbours.count)
        for root in neighbours.indices.sorted(by: { neighbours[$0].count < neighbours[$1].count }) where !isTaken[root]
        {
            isTaken[root] = true
            var head = order.count
            order.append(root)
            while head < order.count {
                let next = neighbours[order[head]].filter { !isTaken[$0] }
                head += 1
                for node in next.sorted(by: { neighbours[$0].count < neighbours[$1].count }) where !isTaken[node] {
                    isTaken[node] = true
                    order.append(node)
                }
            }
        }
        var place = [Int](repeating: 0, count: order.count)
        for (number, node) in order.reversed().enumerated() { place[node] = number }
        return place
    }
}
