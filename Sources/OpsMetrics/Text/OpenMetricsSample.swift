/// A sample with its labels decoded, as the checks of OpenMetrics want it.
struct OpenMetricsSample {
    let raw: ExpositionSample
    let role: OpenMetricsRole
    let name: String
    let decoded: [LabelDecoding.Decoded]
    /// The metric's own labels, without the point's.
    let group: Labels
    /// The label `le`, `quantile` or the state.
    let pointLabel: LabelDecoding.Decoded?

    init(
        _ raw: ExpositionSample, name: String, role: OpenMetricsRole, kind: MetricKind, family: String
    ) throws(MetricsTextError) {
        self.raw = raw
        self.name = name
        self.role = role
        decoded = try LabelDecoding.decode(raw.text, raw.labelsRange)
        let key = OpenMetricsRole.pointLabel(of: kind, family: family)
        pointLabel = decoded.first { $0.name == key }
        group = LabelDecoding.labels(decoded.filter { $0.name != key })
    }

    var value: Double { raw.value }

    /// The time stamp's digits, nil where the line has none.
    var timestamp: ExactDecimal? {
        raw.timestampRange.isEmpty ? nil : ExactDecimal(UnsafeBufferPointer(rebasing: raw.text[raw.timestampRange]))
    }

    var entry: MetricsText.Entry {
        get throws(MetricsTextError) {
            let name = LabelDecoding.Decoded(name: Labels.nameLabel, value: name, place: 0)
            return MetricsText.Entry(
                labels: LabelDecoding.labels(decoded + [name]), value: value, milliseconds: raw.milliseconds,
                line: raw.line, exemplar: try raw.exemplar())
        }
    }

    func fault(_ message: String) -> MetricsTextError {
        TextPlace.error(message, at: raw.seriesRange.lowerBound, in: raw.text)
    }

    func valueFault(_ message: String) -> MetricsTextError {
        TextPlace.error(message, at: raw.valueRange.lowerBound, in: raw.text)
    }
}
