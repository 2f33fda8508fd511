extension Evaluation {
    func aggregate(_ aggregation: Aggregation, _ place: SourcePlace, on grid: StepGrid) throws -> VectorColumns {
        let input = try vector(aggregation.expression, on: grid)
        if aggregation.operation == .countValues { return try countValues(aggregation, input) }
        var parameter: [Double] = []
        if let written = aggregation.parameter { parameter = try scalar(written, on: grid) }
        let groups = Grouping(input, aggregation)
        let noted = aggregation.parameter?.place ?? place
        switch aggregation.operation {
        case .sum, .count, .group, .min, .max: return folded(input, groups, aggregation.operation)
        case .avg: return reduced(input, groups) { values, _ in CompensatedSum.mean(values) }
        case .stddev: return reduced(input, groups) { values, _ in Variance.ofSeries(values).squareRoot() }
        case .stdvar: return reduced(input, groups) { values, _ in Variance.ofSeries(values) }
        case .quantile:
            noteQuantiles(parameter, noted)
            return reduced(input, groups) { values, step in Quantile.of(values, parameter[step]) }
        case .topk, .bottomk, .limitK, .limitRatio:
            return try selected(input, groups, aggregation.operation, parameter, noted)
        case .countValues: return input
        }
    }

    func noteQuantiles(_ parameter: [Double], _ place: SourcePlace) {
        for quantile in parameter where !(quantile >= 0 && quantile <= 1) {
            notes.warn(
                "quantile value should be between 0 and 1, got \(Exposition.number(quantile))", at: place)
        }
    }

    /// The operators that take in one value after the other, row by row.
    private func folded(
        _ input: VectorColumns, _ groups: Grouping, _ operation: Aggregation.Operator
    ) -> VectorColumns {
        let steps = input.steps
        var result = VectorColumns(steps: steps, capacity: groups.labels.count)
        for (labels, drops) in zip(groups.labels, groups.dropsName) { _ = result.add(labels, dropsName: drops) }
        var sums: [CompensatedSum] = []
        if operation == .sum { sums = Array(repeating: CompensatedSum(), count: result.values.count) }
        for row in 0..<input.rows {
            let target = groups.group[row] * steps
            let source = row * steps
            for step in 0..<steps {
                let value = input.values[source + step]
                guard VectorColumns.isPresent(value) else { continue }
                let place = target + step
                let known = result.values[place]
                let isFirst = !VectorColumns.isPresent(known)
                switch operation {
                case .sum:
                    sums[place].add(value)
                    result.values[place] = 0
                case .count: result.values[place] = isFirst ? 1 : known + 1
                case .min: if isFirst || value < known || known.isNaN { result.values[place] = value }
                case .max: if isFirst || value > known || known.isNaN { result.values[place] = value }
                default: result.values[place] = 1
                }
            }
        }
        if operation == .sum {
            for place in sums.indices where VectorColumns.isPresent(result.values[place]) {
                result.values[place] = sums[place].total
            }
        }
        return result
    }

    /// The operators that look at all values of a group at once.
    private func reduced(
        _ input: VectorColumns, _ groups: Grouping, _ body: ([Double], _ step: Int) -> Double
    ) -> VectorColumns {
        var result = VectorColumns(steps: input.steps, capacity: groups.labels.count)
        var values: [Double] = []
        for group in groups.labels.indices {
            let place = result.add(groups.labels[group], dropsName: groups.dropsName[group])
            for step in 0..<input.steps {
                values.removeAll(keepingCapacity: true)
                for row in groups.rows(of: group) {
                    let value = input.values[row * input.steps + step]
                    if VectorColumns.isPresent(value) { values.append(value) }
                }
                if !values.isEmpty { result.values[place + step] = body(values, step) }
            }
        }
        return result
    }

    /// A row for each group and value, counting the group's series that have it.
    private func countValues(_ aggregation: Aggregation, _ input: VectorColumns) throws -> VectorColumns {
        guard let parameter = aggregation.parameter else { return input }
        let label = try string(parameter)
        guard LabelName.isValid(label) else {
            throw PromQLError("invalid label name \(GoQuote.quoted(label))", at: parameter.place)
        }
        var table = RowTable(steps: input.steps, self, parameter.place)
        for row in 0..<input.rows {
            for step in 0..<input.steps where input.hasValue(row, step) {
                try spend(1, parameter.place)
                let value = NumberText.plain(input.values[row * input.steps + step])
                let labels = aggregation.key(input.labels[row].setting(label, to: value), counting: label)
                try table.set(labels, step, (table[labels, step] ?? 0) + 1)
            }
        }
        return table.columns
    }
}

extension Aggregation {
    /// The labels of the group that a series belongs to, which has the value in the label `label`.
    fileprivate func key(_ series: Labels, counting label: String) -> Labels {
        isWithout ? key(series) : series.keeping(grouping + [label])
    }
}
