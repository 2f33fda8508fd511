extension Evaluation {
    func histogramQuantile(_ arguments: [Expression], on grid: StepGrid) throws -> VectorColumns {
        let quantile = try scalar(arguments[0], on: grid)
        noteQuantiles(quantile, arguments[0].place)
        let input = try vector(arguments[1], on: grid)
        return quantiles(of: BucketRows(input), input, quantile, arguments[1].place)
    }

    /// Several quantiles of each histogram, told apart by a label.
    func histogramQuantiles(_ arguments: [Expression], on grid: StepGrid) throws -> VectorColumns {
        let input = try vector(arguments[0], on: grid)
        let label = try string(arguments[1])
        guard LabelName.isValid(label) else {
            throw PromQLError("invalid label name \(GoQuote.quoted(label))", at: arguments[1].place)
        }
        let buckets = BucketRows(input)
        var table = RowTable(steps: grid.count, self, arguments[0].place)
        for argument in arguments.dropFirst(2) {
            let quantile = try scalar(argument, on: grid)
            noteQuantiles(quantile, argument.place)
            let found = quantiles(of: buckets, input, quantile, arguments[0].place)
            for row in 0..<found.rows {
                // The quantile may differ from time to time, and with it the label.
                for (step, value) in found.values[found.places(of: row)].enumerated()
                where VectorColumns.isPresent(value) {
                    let labels = found.labels[row].setting(label, to: NumberText.openMetrics(quantile[step]))
                    guard table[labels, step] == nil else {
                        throw PromQLError(
                            "vector cannot contain metrics with the same labelset", at: arguments[0].place)
                    }
                    try table.set(labels, dropsName: true, step, value)
                }
            }
        }
        return table.columns
    }

    /// The share of observations between two values.
    func histogramFraction(_ arguments: [Expression], on grid: StepGrid) throws -> VectorColumns {
        let (lower, upper) = (try scalar(arguments[0], on: grid), try scalar(arguments[1], on: grid))
        let input = try vector(arguments[2], on: grid)
        return eachHistogram(BucketRows(input), input, arguments[2].place) { buckets, step, _ in
            ClassicHistogram.fraction(&buckets, isSorted: true, from: lower[step], to: upper[step])
        }
    }

    private func quantiles(
        of rows: BucketRows, _ input: VectorColumns, _ quantile: [Double], _ place: SourcePlace
    ) -> VectorColumns {
        eachHistogram(rows, input, place) { buckets, step, labels in
            let (value, levelling) = ClassicHistogram.quantile(&buckets, isSorted: true, quantile[step])
            if levelling != nil { noteLevelling(labels.name ?? "", place) }
            return value
        }
    }

    /// One value at each time for each group of bucket series that differ only in `le`.
    private func eachHistogram(
        _ rows: BucketRows, _ input: VectorColumns, _ place: SourcePlace,
        _ body: (inout [Quantile.Bucket], _ step: Int, Labels) -> Double
    ) -> VectorColumns {
        for (name, bound) in rows.malformed { noteMalformed(name, bound, place) }
        var result = VectorColumns(steps: input.steps, capacity: rows.groups.count)
        var present: [Quantile.Bucket] = []
        for group in rows.groups {
            let at = result.add(group.labels, dropsName: true)
            for step in 0..<input.steps {
                present.removeAll(keepingCapacity: true)
                for bucket in group.buckets {
                    let value = input.values[bucket.row * input.steps + step]
                    guard VectorColumns.isPresent(value) else { continue }
                    present.append(Quantile.Bucket(upperBound: bucket.bound, count: value))
                }
                if !present.isEmpty { result.values[at + step] = body(&present, step, group.labels) }
            }
        }
        return result.withoutEmptyRows()
    }

    private func noteLevelling(_ name: String, _ place: SourcePlace) {
        notes.inform(
            "input to histogram_quantile needed to be fixed for monotonicity (see "
                + "https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)"
                + (name.isEmpty ? "" : " for metric name \(GoQuote.quoted(name))"), at: place)
    }

    private func noteMalformed(_ name: String, _ bound: String, _ place: SourcePlace) {
        notes.warn(
            "bucket label \"le\" is missing or has a malformed value of \(GoQuote.quoted(bound))"
                + (name.isEmpty ? "" : " for metric name \(GoQuote.quoted(name))"), at: place)
    }
}
