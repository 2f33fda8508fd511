/// The labels under which a scraped series is stored: its own, those of its target, and what relabelling makes of them.
struct ExposedLabels {
    /// Why a scrape as a whole fails.
    struct Fault: Error {
        let why: String
    }

    let job: ScrapeJob
    let target: ScrapeTarget

    /// The series' labels; nil where a step drops it.
    ///
    /// - Throws: `Fault` where a label occurs twice, the name is lost, or a limit is passed.
    func labels(of sample: ExpositionSample) throws(Fault) -> Labels? {
        let own: [LabelDecoding.Decoded]
        do {
            own = try LabelDecoding.decode(sample.text, sample.labelsRange)
        } catch {
            throw Fault(why: error.description)
        }
        guard own.count <= ScrapeLimits.labelsAtMost else {
            throw Fault(why: "line \(sample.line): a series has more than \(ScrapeLimits.labelsAtMost) labels")
        }
        let longest = own.map { max($0.name.utf8.count, $0.value.utf8.count) }.max() ?? 0
        guard longest <= ScrapeLimits.labelBytesAtMost, sample.name.count <= ScrapeLimits.labelBytesAtMost else {
            throw Fault(why: "line \(sample.line): a label has more than \(ScrapeLimits.labelBytesAtMost) bytes")
        }
        guard !own.contains(where: { $0.name == Labels.nameLabel }) else {
            throw Fault(why: "line \(sample.line): the label \"__name__\" occurs beside the metric's name")
        }
        var pairs = own.filter { !$0.value.isEmpty }.map { Label(name: $0.name, value: $0.value) }
        pairs.append(Label(name: Labels.nameLabel, value: String(decoding: sample.name, as: UTF8.self)))
        var edit = LabelEdit(pairs)
        if job.honorsLabels {
            // A label that is exposed empty says that the target's label is not wanted.
            for label in target.labels.pairs where !own.contains(where: { $0.name == label.name }) {
                edit[label.name] = label.value
            }
        } else {
            Self.give(target.labels, to: &edit)
        }
        let stays = RelabelRule.apply(job.sampleRules, to: &edit)
        if let excess = edit.excess { throw Fault(why: "line \(sample.line): \(excess)") }
        guard stays else { return nil }
        // Relabelling to no labels at all drops a series too.
        guard !edit.isEmpty else { return nil }
        guard edit[Labels.nameLabel] != nil else { throw Fault(why: "missing metric name (__name__ label)") }
        if let fault = job.limits.fault(edit.pairs) { throw Fault(why: fault) }
        return edit.labels
    }

    /// The target's labels win; the series' own of the same name are renamed, the shortest name first.
    private static func give(_ labels: Labels, to edit: inout LabelEdit) {
        var displaced: [Label] = []
        for label in labels.pairs {
            if let own = edit[label.name] { displaced.append(Label(name: label.name, value: own)) }
            edit[label.name] = label.value
        }
        displaced.sort { $0.name.utf8.count < $1.name.utf8.count }
        for label in displaced {
            var name = "exported_" + label.name
            while edit[name] != nil { name = "exported_" + name }
            edit[name] = label.value
        }
    }
}
