extension Evaluation {
    /// The functions that yield a scalar: of the query's own times in seconds, and of other scalars.
    func queryNumbers(_ name: String, _ arguments: [Expression], on grid: StepGrid) throws -> [Double]? {
        func constant(_ value: Double) -> [Double] { Array(repeating: value, count: grid.count) }
        switch name {
        case "time": return (0..<grid.count).map { Double(grid.time($0)) / 1_000 }
        case "pi": return constant(.pi)
        case "start": return constant(Double(start) / 1_000)
        case "end": return constant(Double(end) / 1_000)
        case "range": return constant(Double(end &- start) / 1_000)
        case "step": return constant(Double(step) / 1_000)
        case "scalar": return Self.onlyValues(try vector(arguments[0], on: grid))
        case "min_of", "max_of":
            let (left, right) = (try scalar(arguments[0], on: grid), try scalar(arguments[1], on: grid))
            return zip(left, right).map { left, right in
                if left.isNaN || right.isNaN { return .nan }
                return name == "min_of" ? min(left, right) : max(left, right)
            }
        default: return nil
        }
    }

    /// The value of the only series at each time, NaN where there is none or more than one.
    private static func onlyValues(_ vector: VectorColumns) -> [Double] {
        (0..<vector.steps).map { step in
            let present = (0..<vector.rows).lazy.filter { vector.hasValue($0, step) }.prefix(2)
            guard let row = present.first, present.count == 1 else { return .nan }
            return vector.values[row * vector.steps + step]
        }
    }
}
