extension Evaluation {
    /// The operators that let some series of each group through as they are.
    func selected(
        _ input: VectorColumns, _ groups: Grouping, _ operation: Aggregation.Operator, _ parameter: [Double],
        _ place: SourcePlace
    ) throws -> VectorColumns {
        let parameter = try checked(parameter, operation, place)
        var kept = [Bool](repeating: false, count: input.values.count)
        var ranked: [Int] = []
        for group in groups.labels.indices {
            for step in 0..<input.steps {
                let present = groups.rows(of: group).filter { input.hasValue($0, step) }
                let chosen = Self.choose(present, input, step, operation, parameter[step])
                for row in chosen { kept[row * input.steps + step] = true }
                if input.steps == 1 { ranked += chosen }
            }
        }
        // An instant query answers in the order of the ranks, a range query in that of the series.
        if input.steps == 1 { return input.taking(ranked) }
        var result = input
        for index in kept.indices where !kept[index] { result.values[index] = VectorColumns.absent }
        return result.withoutEmptyRows()
    }

    private static func choose(
        _ rows: [Int], _ input: VectorColumns, _ step: Int, _ operation: Aggregation.Operator, _ parameter: Double
    ) -> [Int] {
        func value(_ row: Int) -> Double { input.values[row * input.steps + step] }
        switch operation {
        case .limitRatio: return rows.filter { LimitRatio.keeps(input.labels[$0], ratio: parameter) }
        case .limitK: return Array(rows.prefix(count(parameter, rows.count)))
        default:
            let wanted = count(parameter, rows.count)
            guard wanted > 0 else { return [] }
            let isLargest = operation == .topk
            var heap = RankedHeap(capacity: wanted, isLargest: isLargest)
            for row in rows { heap.offer(row, value(row)) }
            return heap.ranked
        }
    }

    private static func count(_ parameter: Double, _ limit: Int) -> Int {
        parameter < 1 ? 0 : min(Int(min(parameter, 1e9)), limit)
    }

    /// Refuses what is no count or no ratio; a ratio beyond 1 counts as 1, with a warning.
    private func checked(
        _ parameter: [Double], _ operation: Aggregation.Operator, _ place: SourcePlace
    ) throws -> [Double] {
        // Where no step wants any, nothing is looked at any closer.
        if operation != .limitRatio, parameter.allSatisfy({ $0 < 1 }) { return parameter }
        return try parameter.map { value in
            if operation == .limitRatio {
                guard !value.isNaN else { throw PromQLError("Ratio value is NaN", at: place) }
                guard abs(value) > 1 else { return value }
                let capped = value > 0 ? 1.0 : -1
                notes.warn(
                    "ratio value should be between -1 and 1, got \(Exposition.number(value)), capping to "
                        + Exposition.number(capped), at: place)
                return capped
            }
            guard !value.isNaN else { throw PromQLError("Parameter value is NaN", at: place) }
            guard value < 0x1p63 else {
                throw PromQLError("Scalar value \(Exposition.number(value)) overflows int64", at: place)
            }
            return value
        }
    }
}
