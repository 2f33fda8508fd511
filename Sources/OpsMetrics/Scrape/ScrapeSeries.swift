/// What a target has shown so far: which text is which series, and which scrape had it last.
///
/// A scrape that repeats known series decodes no label. What is not seen any more is forgotten when there is more of it
/// than of the rest.
struct ScrapeSeries: Sendable {
    /// What a scraper knows of a series beside its handle.
    struct Mark: Sendable {
        /// The scrape that met it last, and the last one that stored it.
        var met: UInt32 = 0
        var stored: UInt32?
        /// Whether a staleness marker ends it when it is missing.
        var isTracked = true
    }

    /// Texts that may be forgotten before a clearing is worth its cost.
    private static let forgottenAtMost = 1_000
    /// The place of a text whose series relabelling drops.
    static let dropped: Int32 = -1

    private var texts = SeriesTextTable<Int32>()
    private var places: [Labels: Int32] = [:]
    var handles: [SeriesHandle] = []
    var marks: [Mark] = []

    /// Different texts that are remembered.
    var textCount: Int { texts.count }

    /// The place of a text that was seen before.
    func place(of sample: ExpositionSample) -> Int32? { texts[sample] }

    /// Learns which series a text is; nil is one that is dropped.
    mutating func learn(_ sample: ExpositionSample, _ labels: Labels?) -> Int32 {
        guard let labels else {
            texts.insert(Self.dropped, for: sample)
            return Self.dropped
        }
        let place = self.place(of: labels)
        texts.insert(place, for: sample)
        return place
    }

    /// The place of a series, made where it is new.
    mutating func place(of labels: Labels) -> Int32 {
        if let known = places[labels] { return known }
        let place = Int32(truncatingIfNeeded: handles.count)
        handles.append(SeriesHandle(labels))
        marks.append(Mark())
        places[labels] = place
        return place
    }

    /// Forgets what the scrape `number` did not store, where that is most of it. The first `fixed` series stay.
    mutating func tidy(after number: UInt32, keeping fixed: Int, texts seen: Int) {
        guard texts.count > 2 * seen + Self.forgottenAtMost else { return }
        let kept = handles.indices.filter { $0 < fixed || marks[$0].stored == number }
        handles = kept.map { handles[$0] }
        marks = kept.map { marks[$0] }
        forgetTexts()
        places = [:]
        for (place, handle) in handles.enumerated() { places[handle.labels] = Int32(truncatingIfNeeded: place) }
    }

    /// Forgets which text is which series, but not the series.
    mutating func forgetTexts() { texts = SeriesTextTable() }
}
