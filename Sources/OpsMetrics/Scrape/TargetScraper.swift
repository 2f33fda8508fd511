/// Turns the answers of one target into stored samples, and knows which of its series have ended.
///
/// A value without I/O: whoever asks the target hands in what came of it. A text is taken whole or not at all; a scrape
/// that failed ends the series of the one before it. Each scrape also writes `up`, `scrape_duration_seconds`,
/// `scrape_samples_scraped`, `scrape_samples_post_metric_relabeling` and `scrape_series_added`, before the target's own
/// series, so that it cannot write them itself.
public struct TargetScraper: Sendable {
    /// A sample's own time may lie ahead by this many milliseconds.
    private static let aheadMilliseconds: Int64 = 600_000
    private static let reportNames = [
        "up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling",
        "scrape_series_added",
    ]

    /// What is asked, and how.
    public private(set) var job: ScrapeJob
    public private(set) var target: ScrapeTarget

    private var series = ScrapeSeries()
    private var batch: [HandleSample] = []
    /// Counts scrapes; the last one whose samples were stored, and whether their series are ended already.
    private var number: UInt32 = 0
    private var lastStored: UInt32?
    private var isEnded = false
    private var lastMilliseconds = Int64.min

    /// A scraper that has seen nothing yet.
    public init(job: ScrapeJob, target: ScrapeTarget) {
        self.job = job
        self.target = target
        for name in Self.reportNames {
            _ = series.place(of: Labels(labels: target.labels.pairs + [Label(name: Labels.nameLabel, value: name)]))
        }
    }

    /// Goes on for a target of the same labels under another configuration: texts are read anew, and series that do not
    /// come any more end with the next scrape.
    public mutating func goOn(as job: ScrapeJob, _ target: ScrapeTarget) {
        guard target.labels == self.target.labels else { return }
        (self.job, self.target) = (job, target)
        series.forgetTexts()
    }

    /// Stores what came of a scrape.
    ///
    /// - Parameters:
    ///   - outcome: What the target answered.
    ///   - milliseconds: When the scrape was due, since 1970.
    ///   - took: How long the answer took.
    ///   - store: Where the samples go; the same each time.
    ///   - metadata: Is handed the HELP, TYPE and UNIT lines, as far as the text is read; they must not outlive the call.
    public mutating func take(
        _ outcome: ScrapeOutcome, at milliseconds: Int64, took: Duration, into store: SeriesStore,
        metadata: ((ExpositionMetadata) -> Void)? = nil
    ) -> ScrapeReport {
        var report = ScrapeReport()
        number &+= 1
        batch.removeAll(keepingCapacity: true)
        var texts = 0
        switch outcome {
        case .failure(let why): report.error = why
        case .body(let bytes, let contentType):
            texts = read(bytes, contentType, at: milliseconds, &report, metadata)
        }
        if report.error != nil {
            batch.removeAll(keepingCapacity: true)
            report.refused = [:]
        }
        store.count(refused: report.refused)
        write(reports(report, took), at: milliseconds, into: store, &report)
        write(batch, at: milliseconds, into: store, &report)
        endMissing(at: milliseconds, isUp: report.isUp, into: store)
        tidy(isUp: report.isUp, texts: texts)
        lastMilliseconds = milliseconds
        return report
    }

    /// A scrape that failed has taught texts too; of those only what the last stored one had is worth keeping.
    private mutating func tidy(isUp: Bool, texts: Int) {
        let kept = isUp ? number : lastStored ?? 0
        let seen = isUp ? texts : series.marks.count { $0.stored == kept }
        series.tidy(after: kept, keeping: Self.reportNames.count, texts: seen)
    }

    /// Texts of series that are remembered, so that they need not be decoded again.
    var knownTexts: Int { series.textCount }

    /// Ends all series of the target, `up` among them: it will not be asked any more.
    public mutating func end(at milliseconds: Int64, into store: SeriesStore) {
        // One that was never asked has no series that could end.
        guard number > 0 else { return }
        let time = max(milliseconds, lastMilliseconds == .max ? .max : lastMilliseconds + 1)
        number &+= 1
        endMissing(at: time, isUp: false, into: store)
        var report = ScrapeReport()
        write(Self.reportNames.indices.map { marker(Int32($0), time) }, at: time, into: store, &report)
        lastMilliseconds = time
    }

    /// Reads a text into the batch; how many different texts of series it had.
    private mutating func read(
        _ bytes: [UInt8], _ contentType: String?, at milliseconds: Int64, _ report: inout ScrapeReport,
        _ metadata: ((ExpositionMetadata) -> Void)?
    ) -> Int {
        guard bytes.count <= job.limits.bodyBytesInForce else {
            report.error = "body size limit exceeded: more than \(job.limits.bodyBytesInForce) bytes"
            return 0
        }
        guard let format = ScrapeProtocol.format(of: contentType, fallback: job.fallbackProtocol) else {
            let shown = GoQuote.quoted(String((contentType ?? "").prefix(100)))
            report.error = "the answer's Content-Type \(shown) is no metrics text: set fallback_scrape_protocol"
            return 0
        }
        do {
            try bytes.withUnsafeBufferPointer { text throws(ScrapeFault) in
                try read(text, format, at: milliseconds, &report, metadata)
            }
        } catch {
            report.error = error.why
        }
        let limit = job.limits.samplesInForce
        if report.error == nil, report.kept > limit {
            report.error = "sample limit exceeded: \(report.kept) samples, the limit is \(limit)"
        }
        return report.scraped
    }

    private typealias ScrapeFault = ExposedLabels.Fault

    private mutating func read(
        _ text: UnsafeBufferPointer<UInt8>, _ format: ExpositionFormat, at milliseconds: Int64,
        _ report: inout ScrapeReport, _ metadata: ((ExpositionMetadata) -> Void)?
    ) throws(ScrapeFault) {
        let exposed = ExposedLabels(job: job, target: target)
        var reader = ExpositionReader(text, format: format)
        while true {
            let line: ExpositionLine?
            do { line = try reader.next() } catch { throw ScrapeFault(why: error.description) }
            guard let line else { return }
            let sample: ExpositionSample
            switch line {
            case .sample(let found): sample = found
            case .metadata(let found):
                metadata?(found)
                continue
            }
            report.scraped += 1
            let known = series.place(of: sample)
            let place: Int32
            if let known { place = known } else { place = series.learn(sample, try exposed.labels(of: sample)) }
            guard place != ScrapeSeries.dropped else { continue }
            report.kept += 1
            guard report.kept <= ScrapeLimits.samplesAtMost else {
                throw ScrapeFault(why: "sample limit exceeded: more than \(ScrapeLimits.samplesAtMost) samples")
            }
            add(sample, place, milliseconds, &report)
        }
    }

    /// Puts a sample into the batch.
    private mutating func add(
        _ sample: ExpositionSample, _ place: Int32, _ milliseconds: Int64, _ report: inout ScrapeReport
    ) {
        let own = job.honorsTimestamps ? sample.milliseconds : nil
        let index = Int(place)
        let isFirst = series.marks[index].met != number
        // The same series twice in one text: the first counts, as in Prometheus.
        guard isFirst || own != nil, index >= Self.reportNames.count else {
            report.refused[.duplicateTimestamp, default: 0] += 1
            return
        }
        if let own, own.clampedSubtracting(milliseconds) > Self.aheadMilliseconds {
            report.refused[.tooNew, default: 0] += 1
            return
        }
        if isFirst, series.marks[index].stored != lastStored || lastStored == nil { report.added += 1 }
        series.marks[index].met = number
        series.marks[index].isTracked = own == nil || job.tracksTimestampStaleness
        batch.append(HandleSample(place: place, milliseconds: own ?? milliseconds, value: sample.value))
    }

    private func reports(_ report: ScrapeReport, _ took: Duration) -> [Double] {
        let (seconds, attoseconds) = took.components
        return [
            report.isUp ? 1 : 0, Double(seconds) + Double(attoseconds) / 1e18, Double(report.scraped),
            Double(report.kept), Double(report.added),
        ]
    }

    private mutating func write(
        _ values: [Double], at milliseconds: Int64, into store: SeriesStore, _ report: inout ScrapeReport
    ) {
        let samples = values.enumerated().map {
            HandleSample(place: Int32($0.offset), milliseconds: milliseconds, value: $0.element)
        }
        write(samples, at: milliseconds, into: store, &report)
    }

    private mutating func write(
        _ samples: [HandleSample], at milliseconds: Int64, into store: SeriesStore, _ report: inout ScrapeReport
    ) {
        store.write(samples, to: &series.handles, at: milliseconds, counting: &report.refused)
    }

    private func marker(_ place: Int32, _ milliseconds: Int64) -> HandleSample {
        HandleSample(place: place, milliseconds: milliseconds, value: Staleness.marker)
    }

    /// Ends the series that the last stored scrape had and this one lacks.
    private mutating func endMissing(at milliseconds: Int64, isUp: Bool, into store: SeriesStore) {
        if isUp { for sample in batch { series.marks[Int(sample.place)].stored = number } }
        var markers: [HandleSample] = []
        if let lastStored, !isEnded {
            for (place, mark) in series.marks.enumerated() where mark.stored == lastStored && mark.isTracked {
                markers.append(marker(Int32(truncatingIfNeeded: place), milliseconds))
            }
        }
        var ignored: [RefusalReason: Int] = [:]
        store.write(markers, to: &series.handles, at: milliseconds, counting: &ignored)
        isEnded = !isUp
        if isUp { lastStored = number }
    }
}
