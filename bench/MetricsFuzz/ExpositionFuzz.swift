/// The strict readers of both text formats, the fast reader beside them, the notes, and the writer.
enum ExpositionFuzz {
    static func feed(_ bytes: [UInt8], _ format: ExpositionFormat) {
        let families: [MetricsText.Family]
        do {
            families = try MetricsText.parse(bytes, format: format)
        } catch {
            promise(error.line >= 1 && error.column >= 1, "an error without a place")
            return
        }
        _ = MetricsLint.notes(families, format: format)
        readFast(bytes, format, families)
        for family in families { writeAgain(family, format) }
    }

    /// The reader of scrapes sees the same samples in the same order.
    private static func readFast(_ bytes: [UInt8], _ format: ExpositionFormat, _ families: [MetricsText.Family]) {
        let wanted = families.flatMap(\.samples).sorted { $0.line < $1.line }
        var place = 0
        var table = SeriesTextTable<Labels>()
        bytes.withUnsafeBufferPointer { text in
            do {
                try MetricsText.forEachSample(in: text, format: format) { sample in
                    promise(place < wanted.count, "the fast reader sees more")
                    let entry = wanted[place]
                    place += 1
                    let labels = try? sample.labels()
                    promise(labels == entry.labels && isSame(sample.value, entry.value), "the readers differ")
                    promise(
                        sample.milliseconds == entry.milliseconds && sample.line == entry.line, "another time or line")
                    promise(
                        (try? sample.exemplar()) == entry.exemplar || entry.exemplar?.value.isNaN == true,
                        "another exemplar")
                    if let known = table[sample] { promise(known == entry.labels, "the table confuses series") }
                    table.insert(entry.labels, for: sample)
                }
            } catch {
                broken("only the whole reader takes it: \(error)")
            }
        }
        promise(place == wanted.count, "the fast reader sees less")
    }

    /// A family that our writer can write comes back with the same samples.
    private static func writeAgain(_ family: MetricsText.Family, _ format: ExpositionFormat) {
        guard !family.samples.isEmpty, family.samples.allSatisfy({ $0.milliseconds == nil }) else { return }
        if format == .openMetrics {
            // Counters and histograms get times of creation, which these have not.
            guard [.gauge, .untyped, .info, .stateSet].contains(family.kind) else { return }
            // A state without a name reads as no label, which a state set must have.
            guard family.kind != .stateSet || family.samples.allSatisfy({ $0.labels[family.name] != nil }) else {
                return
            }
        }
        let samples = family.samples.map { (labels: $0.labels, value: $0.value) }
        let metric = MetricSnapshot.Metric(samples: samples, exemplars: [:], createdSeconds: 0)
        let name = family.kind == .info ? family.name + "_info" : family.name
        var writer = Exposition(format: format)
        writer.write(
            MetricSnapshot(name: name, kind: family.kind, help: family.help ?? "", unit: family.unit, metrics: [metric])
        )
        let text = writer.finished()
        do {
            let again = try MetricsText.parse(Array(text.utf8), format: format)
            let found = again.flatMap(\.samples)
            promise(again.count == 1 && found.count == samples.count, "written as other families: \(text)")
            promise((again[0].help ?? "") == (family.help ?? ""), "another help text: \(text)")
            for (old, new) in zip(family.samples, found) {
                promise(old.labels == new.labels && isSame(old.value, new.value), "another sample: \(text)")
            }
        } catch {
            broken("written as what is not read: \(text): \(error)")
        }
    }

    private static func isSame(_ left: Double, _ right: Double) -> Bool {
        left.bitPattern == right.bitPattern || left.isNaN && right.isNaN
    }

    static let prometheusSeeds = [
        "# HELP a_total Things \\\\ done\\n.\n# TYPE a_total counter\na_total{x=\"1\",y=\"q\\\"\\\\\\n\"} 3 1609746000123\n",
        "# TYPE h histogram\nh_bucket{le=\"0.1\"} 1\nh_bucket{le=\"+Inf\",} 2\nh_sum 0.5e-3\nh_count 2\n",
        "# TYPE s summary\ns{quantile=\"0.5\"} NaN\ns_sum -Inf\ns_count 0x1p-2\n\n  # a note\n g   +Inf  -5 \n",
        "u 1_0\n", "# TYPE g gauge\n# HELP g\ng{} 1e308\ng{a=\"\u{e9}\"} -0\n", "# EOF\n", "",
    ].map { Array($0.utf8) }

    static let openMetricsSeeds = [
        "# TYPE a counter\n# UNIT a \n# HELP a Things \\\"done\\\"\na_total{x=\"1\"} 3 1.5 # {id=\"k\"} 1 1.25\na_created{x=\"1\"} 1\n"
            + "# EOF\n",
        "# TYPE h_seconds histogram\n# UNIT h_seconds seconds\nh_seconds_bucket{le=\"0.1\"} 1 # {} 0.05\n"
            + "h_seconds_bucket{le=\"+Inf\"} 2\nh_seconds_sum 0.5\nh_seconds_count 2\nh_seconds_created 1.5\n# EOF\n",
        "# TYPE s summary\ns{quantile=\"0.5\"} NaN\ns_sum 1\ns_count 1\n# TYPE g gauge\ng{a=\"\\n\\\\\"} -Inf\n# EOF\n",
        "# TYPE i info\ni_info{v=\"1\"} 1\n# TYPE t stateset\nt{t=\"a\"} 1\nt{t=\"b\"} 0\n# TYPE u unknown\nu 1e3 5\n# EOF",
        "# TYPE q gaugehistogram\nq_bucket{le=\"-1\"} 1\nq_bucket{le=\"+Inf\"} 2\nq_gsum -1\nq_gcount 2\n# EOF\n",
        "# EOF\n",
    ].map { Array($0.utf8) }
}
