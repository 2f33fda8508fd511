extension Evaluation {
    func histogramQuantile(_ arguments: [Expression], on grid: StepGrid) throws -> VectorColumns {
        let quantile = try scalar(arguments[0], on: grid)
        noteQuantiles(quantile, arguments[0].place)
        let input = try vector(arguments[1], on: grid)
        return eachHistogram(input, arguments[1].place) { Quantile.ofBuckets($0, quantile[$1]) }
    }

    /// The share of observations between two values.
    func histogramFraction(_ arguments: [Expression], on grid: StepGrid) throws -> VectorColumns {
        let (lower, upper) = (try scalar(arguments[0], on: grid), try scalar(arguments[1], on: grid))
        let input = try vector(arguments[2], on: grid)
        return eachHistogram(input, arguments[2].place) {
            Quantile.fraction(of: $0, from: lower[$1], to: upper[$1])
        }
    }

    /// Several quantiles of each histogram, told apart by a label.
    func histogramQuantiles(_ arguments: [Expression], on grid: StepGrid) throws -> VectorColumns {
        throw PromQLError("function \"histogram_quantiles\" is not implemented", at: arguments[0].place)
    }

    /// One value at each time for each group of bucket series that differ only in `le`.
    private func eachHistogram(
        _ input: VectorColumns, _ place: SourcePlace, _ body: ([Quantile.Bucket], _ step: Int) -> Double
    ) -> VectorColumns {
        let buckets = BucketRows(input)
        for (name, bound) in buckets.malformed { noteMalformed(name, bound, place) }
        var result = VectorColumns(steps: input.steps, capacity: buckets.groups.count)
        var present: [Quantile.Bucket] = []
        for group in buckets.groups {
            let at = result.add(group.labels, dropsName: true)
            for step in 0..<input.steps {
                present.removeAll(keepingCapacity: true)
                for bucket in group.buckets {
                    let value = input.values[bucket.row * input.steps + step]
                    guard VectorColumns.isPresent(value) else { continue }
                    present.append(Quantile.Bucket(upperBound: bucket.bound, count: value))
                }
                if !present.isEmpty { result.values[at + step] = body(present, step) }
            }
        }
        return result.withoutEmptyRows()
    }

    private func noteMalformed(_ name: String, _ bound: String, _ place: SourcePlace) {
        notes.warn(
            "bucket label \"le\" is missing or has a malformed value of \(GoQuote.quoted(bound))"
                + (name.isEmpty ? "" : " for metric name \(GoQuote.quoted(name))"), at: place)
    }
}

/// The bucket series of a vector, by the histogram they belong to, each histogram's in the order of their bounds.
struct BucketRows {
    struct Bucket {
        let bound: Double
        let row: Int
    }
    struct Group {
        let labels: Labels
        var buckets: [Bucket]
    }

    private(set) var groups: [Group] = []
    /// Names of metrics with bounds that are no numbers, and these bounds.
    private(set) var malformed: [(name: String, bound: String)] = []

    init(_ input: VectorColumns) {
        var table = GroupTable(["le"], isWithout: true)
        for row in 0..<input.rows {
            let text = input.labels[row]["le"] ?? ""
            guard let bound = MetricsText.number(text) else {
                if malformed.count < QueryNotes.limit { malformed.append((input.labels[row].name ?? "", text)) }
                continue
            }
            let group = table.group(of: input.labels[row])
            if group == groups.count {
                groups.append(Group(labels: input.labels[row].removing(["le"]), buckets: []))
            }
            groups[group].buckets.append(Bucket(bound: bound, row: row))
        }
        for group in groups.indices { groups[group].buckets.sort { $0.bound < $1.bound } }
    }
}
