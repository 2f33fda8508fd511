import Testing

@testable import OpsMetrics

@Suite("A scrape becomes samples, and what ends is marked")
struct TargetScraperTests {
    private let store = SeriesStore()

    private static func scraper(_ fields: String = "honor_labels: false", labels: String = "") throws -> TargetScraper {
        let text = """
            scrape_configs:
            - job_name: j
              \(fields)
              static_configs: [{targets: ['h:1'], labels: {\(labels)}}]
            """
        let job = try #require(try ScrapeConfiguration.load(text: text, name: "p").jobs.first)
        return TargetScraper(job: job, target: try #require(job.targets(job.staticGroups).targets.first))
    }

    private static func body(_ lines: [String]) -> ScrapeOutcome {
        .body(Array(lines.map { $0 + "\n" }.joined().utf8), contentType: "text/plain; version=0.0.4")
    }

    /// Everything held of series whose name is not of the scrape itself, as text.
    private func own() -> [String] { held { !Self.reports.contains($0.name ?? "") } }

    private static let reports: Set<String> = [
        "up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling",
        "scrape_series_added",
    ]

    private func held(_ isWanted: (Labels) -> Bool) -> [String] {
        store.select([], from: .min, through: .max).filter { isWanted($0.labels) }.map { series in
            let samples = series.samples.map { sample in
                let value = Staleness.isStale(sample.value) ? "stale" : Exposition.number(sample.value)
                return "\(sample.milliseconds)=\(value)"
            }
            return "\(series.labels) \(samples.joined(separator: " "))"
        }.sorted()
    }

    private func report(_ name: String) -> String {
        let found = held { $0.name == name }.first ?? ""
        return String(found.drop { $0 != " " || false }.split(separator: "} ").last ?? "")
    }

    @Test("samples with the target's labels, and the scrape's own five")
    func samples() throws {
        var scraper = try Self.scraper()
        let report = scraper.take(
            Self.body(["# HELP a b", "a{x=\"1\"} 1", "a{x=\"2\"} 2", "b 3"]), at: 1_000, took: .milliseconds(250),
            into: store)
        #expect(report.isUp && report.scraped == 3 && report.kept == 3 && report.added == 3)
        #expect(report.refused.isEmpty)
        #expect(
            own() == [
                "a{instance=\"h:1\", job=\"j\", x=\"1\"} 1000=1", "a{instance=\"h:1\", job=\"j\", x=\"2\"} 1000=2",
                "b{instance=\"h:1\", job=\"j\"} 1000=3",
            ])
        #expect(self.report("up") == "1000=1" && self.report("scrape_duration_seconds") == "1000=0.25")
        #expect(self.report("scrape_samples_scraped") == "1000=3" && self.report("scrape_series_added") == "1000=3")
        _ = scraper.take(Self.body(["b 4"]), at: 2_000, took: .zero, into: store)
        #expect(self.report("scrape_series_added") == "1000=3 2000=0")
    }

    @Test("what vanishes ends, once, and may come back")
    func vanishing() throws {
        var scraper = try Self.scraper()
        for (time, line) in [(1, "a 1"), (2, "b 1"), (3, "b 2"), (4, "a 2")] {
            _ = scraper.take(Self.body([line]), at: Int64(time) * 1_000, took: .zero, into: store)
        }
        #expect(
            own().map { $0.split(separator: "} ").last.map(String.init) ?? "" } == [
                "1000=1 2000=stale 4000=2", "2000=1 3000=2 4000=stale",
            ])
        #expect(report("scrape_series_added") == "1000=1 2000=1 3000=0 4000=1")
    }

    @Test("a failed scrape is down, ends its series once, and says why")
    func failure() throws {
        var scraper = try Self.scraper()
        _ = scraper.take(Self.body(["a 1"]), at: 1_000, took: .zero, into: store)
        let report = scraper.take(.failure("connection refused"), at: 2_000, took: .zero, into: store)
        #expect(!report.isUp && report.error == "connection refused")
        _ = scraper.take(.failure("connection refused"), at: 3_000, took: .zero, into: store)
        _ = scraper.take(Self.body(["a 4"]), at: 4_000, took: .zero, into: store)
        #expect(own() == ["a{instance=\"h:1\", job=\"j\"} 1000=1 2000=stale 4000=4"])
        #expect(self.report("up") == "1000=1 2000=0 3000=0 4000=1")
        #expect(self.report("scrape_series_added") == "1000=1 2000=0 3000=0 4000=0")
    }

    @Test(
        "a text with a fault adds nothing",
        arguments: [
            ("a 1\nb{ 2\n", "2:"), ("a 1\nb{x=\"1\",x=\"2\"} 2\n", "occurs twice"), ("a 1\nb 1", "2:4:"),
            ("a 1\nb{__name__=\"c\"} 1\n", "__name__"),
        ])
    func fault(text: String, why: String) throws {
        var scraper = try Self.scraper()
        _ = scraper.take(Self.body(["a 0", "z 0"]), at: 1_000, took: .zero, into: store)
        let report = scraper.take(
            .body(Array(text.utf8), contentType: "text/plain"), at: 2_000, took: .zero, into: store)
        #expect(!report.isUp && report.error?.contains(why) == true, "\(report)")
        #expect(own().map { $0.hasSuffix("1000=0 2000=stale") } == [true, true])
        #expect(self.report("up") == "1000=1 2000=0" && self.report("scrape_samples_scraped").hasPrefix("1000=2 2000="))
    }

    @Test("an answer that says not what it is")
    func contentType() throws {
        let text = Array("a 1\n# EOF\n".utf8)
        var scraper = try Self.scraper()
        for type in [nil, "", "text/html", "application/vnd.google.protobuf; x=y"] {
            #expect(!scraper.take(.body(text, contentType: type), at: 1, took: .zero, into: store).isUp)
        }
        var fallback = try Self.scraper("fallback_scrape_protocol: OpenMetricsText1.0.0")
        #expect(fallback.take(.body(text, contentType: nil), at: 1, took: .zero, into: store).isUp)
        let open = "application/openmetrics-text; version=1.0.0; charset=utf-8"
        #expect(scraper.take(.body(text, contentType: open), at: 2, took: .zero, into: store).isUp)
    }

    @Test("labels in conflict: the target's win, or the series' own")
    func conflict() throws {
        let line = "a{job=\"own\",exported_job=\"x\",instance=\"\",zone=\"z\"} 1"
        var usual = try Self.scraper(labels: "zone: t")
        _ = usual.take(Self.body([line]), at: 1_000, took: .zero, into: store)
        #expect(
            own() == [
                "a{exported_exported_job=\"own\", exported_job=\"x\", exported_zone=\"z\", instance=\"h:1\", job=\"j\", "
                    + "zone=\"t\"} 1000=1"
            ])
        var honoring = try Self.scraper("honor_labels: true", labels: "zone: t, rack: r")
        _ = honoring.take(Self.body([line]), at: 2_000, took: .zero, into: store)
        #expect(own().last == "a{exported_job=\"x\", job=\"own\", rack=\"r\", zone=\"z\"} 2000=1")
    }

    @Test("times of the text count where they are honoured, and then nothing ends")
    func timestamps() throws {
        var scraper = try Self.scraper()
        let report = scraper.take(
            Self.body(["a 1 5000", "a 2 6000", "b 1 9999999999999", "c 1"]), at: 7_000, took: .zero, into: store)
        #expect(report.refused == [.tooNew: 1] && report.kept == 4)
        #expect(store.statistics.refused == [.tooNew: 1])
        _ = scraper.take(Self.body(["d 1"]), at: 8_000, took: .zero, into: store)
        #expect(
            own().prefix(2) == [
                "a{instance=\"h:1\", job=\"j\"} 5000=1 6000=2", "c{instance=\"h:1\", job=\"j\"} 7000=1 8000=stale",
            ])
        var deaf = try Self.scraper("honor_timestamps: false", labels: "x: y")
        _ = deaf.take(Self.body(["a 1 5000"]), at: 9_000, took: .zero, into: store)
        #expect(own().contains("a{instance=\"h:1\", job=\"j\", x=\"y\"} 9000=1"))
        var tracking = try Self.scraper("track_timestamps_staleness: true", labels: "x: z")
        _ = tracking.take(Self.body(["a 1 9000"]), at: 9_000, took: .zero, into: store)
        _ = tracking.take(Self.body([]), at: 10_000, took: .zero, into: store)
        #expect(own().contains("a{instance=\"h:1\", job=\"j\", x=\"z\"} 9000=1 10000=stale"))
    }

    @Test(
        "limits: over one the scrape fails whole, and still counts",
        arguments: [
            ("sample_limit: 2", "sample limit exceeded"), ("label_limit: 3", "label_limit exceeded"),
            ("label_name_length_limit: 8", "label_name_length_limit exceeded"),
            ("label_value_length_limit: 4", "label_value_length_limit exceeded"),
            ("body_size_limit: 20B", "body size limit exceeded"),
        ])
    func limits(field: String, why: String) throws {
        let lines = ["a 1", "b 2", "c{longname_=\"12345\"} 3"]
        var scraper = try Self.scraper(field)
        let report = scraper.take(Self.body(lines), at: 1_000, took: .zero, into: store)
        #expect(report.error?.hasPrefix(why) == true, "\(report)")
        #expect(own().isEmpty && self.report("up") == "1000=0")
        let wide = field.replacing(try Regex("[0-9]+"), with: "100")
        var other = try Self.scraper(wide, labels: "wide: y")
        #expect(other.take(Self.body(lines), at: 1_000, took: .zero, into: store).isUp)
    }

    @Test("bounds that hold whatever the configuration says")
    func bounds() throws {
        let many = (0...1_024).map { "l\($0)=\"v\"" }.joined(separator: ",")
        let long = String(repeating: "x", count: 65_537)
        for line in ["a{\(many)} 1", "a{l=\"\(long)\"} 1", "\(long) 1"] {
            var scraper = try Self.scraper()
            let report = scraper.take(Self.body(["b 1", line]), at: 1_000, took: .zero, into: store)
            #expect(report.error?.hasPrefix("line 2: a ") == true, "\(report.error ?? "")")
        }
        var scraper = try Self.scraper()
        let text = Array(String(repeating: "a 1\n", count: 250_001).utf8)
        let report = scraper.take(.body(text, contentType: "text/plain"), at: 1_000, took: .zero, into: store)
        #expect(report.error?.hasPrefix("sample limit exceeded") == true && own().isEmpty)
    }

    @Test("relabelling drops and renames; what becomes one series counts once")
    func relabelling() throws {
        let steps = """
            metric_relabel_configs: [{source_labels: [__name__], regex: 'go_.*', action: drop}, \
            {regex: id, action: labeldrop}]
            """
        var scraper = try Self.scraper(steps)
        for time in 1...2 {
            let report = scraper.take(
                Self.body(["go_a 1", "a{id=\"1\"} \(time)", "a{id=\"2\"} 9"]), at: Int64(time) * 1_000, took: .zero,
                into: store)
            #expect(report.scraped == 3 && report.kept == 2 && report.refused == [.duplicateTimestamp: 1])
            #expect(report.added == (time == 1 ? 1 : 0))
        }
        #expect(own() == ["a{instance=\"h:1\", job=\"j\"} 1000=1 2000=2"])
        // One of its two texts goes: the series stays.
        _ = scraper.take(Self.body(["a{id=\"2\"} 5"]), at: 3_000, took: .zero, into: store)
        #expect(own() == ["a{instance=\"h:1\", job=\"j\"} 1000=1 2000=2 3000=5"])
        var nameless = try Self.scraper("metric_relabel_configs: [{regex: __name__, action: labeldrop}]")
        #expect(nameless.take(Self.body(["a 1"]), at: 9_000, took: .zero, into: store).error?.contains("name") == true)
    }

    @Test("a target cannot write what the scrape says of it")
    func spoofed() throws {
        var scraper = try Self.scraper("honor_labels: true")
        _ = scraper.take(Self.body(["up{job=\"j\",instance=\"h:1\"} 7"]), at: 1_000, took: .zero, into: store)
        #expect(held { $0.name == "up" } == ["up{instance=\"h:1\", job=\"j\"} 1000=1"])
    }

    @Test("a target that goes takes all its series along")
    func ending() throws {
        var scraper = try Self.scraper()
        _ = scraper.take(Self.body(["a 1", "b 1 1000"]), at: 1_000, took: .zero, into: store)
        scraper.end(at: 1_000, into: store)
        #expect(
            own() == [
                "a{instance=\"h:1\", job=\"j\"} 1000=1 1001=stale", "b{instance=\"h:1\", job=\"j\"} 1000=1",
            ])
        for name in Self.reports { #expect(report(name).hasSuffix("1001=stale")) }
    }

    @Test("a store that forgets, and texts that never repeat, cost no series and no memory for ever")
    func churn() throws {
        let small = SeriesStore(
            configuration: StoreConfiguration(
                seriesLimit: 50, fullResolution: .seconds(10), retention: .seconds(10)))
        var scraper = try Self.scraper()
        var refused = 0
        for round in 0..<400 {
            let lines = (0..<20).map { "a{i=\"\(round / 50 * 20 + $0)\",r=\"\(round)\"} \(round)" } + ["still \(round)"]
            let report = scraper.take(Self.body(lines), at: Int64(round) * 1_000, took: .zero, into: small)
            #expect(report.isUp && report.scraped == 21)
            refused += report.refused[.seriesLimit, default: 0]
        }
        #expect(refused > 0 && small.statistics.seriesCount <= 50)
        #expect(scraper.knownTexts <= 2 * 21 + 1_000 + 21)
        let still = small.select([.equal("__name__", "still")], from: 395_000, through: 399_000).first?.samples.count
        #expect(still == 5)
    }

    @Test("a target that fills the store leaves places to the server's own series")
    func reserve() throws {
        let small = SeriesStore(configuration: StoreConfiguration(seriesLimit: 100, reservedSeries: 10))
        var scraper = try Self.scraper()
        let report = scraper.take(
            Self.body((0..<300).map { "a{i=\"\($0)\"} 1" }), at: 1_000, took: .zero, into: small)
        #expect(small.statistics.seriesCount == 90 && (report.refused[.seriesLimit] ?? 0) >= 210)
        let own = (0..<12).filter { small.append(Labels(name: "ALERTS", [("i", "\($0)")]), at: 1_000, 1) }
        #expect(own.count == 10 && small.statistics.seriesCount == 100)
        // What is known goes on.
        let again = scraper.take(Self.body(["a{i=\"0\"} 2"]), at: 2_000, took: .zero, into: small)
        #expect(again.refused[.seriesLimit] == nil || again.isUp)
        #expect(small.select([.equal("i", "0"), .equal("__name__", "a")], from: 2_000, through: 2_000).count == 1)
    }

    @Test("what scrapes taught that failed is forgotten, what the last good one had is not")
    func failures() throws {
        var scraper = try Self.scraper()
        _ = scraper.take(Self.body(["still 1"]), at: 0, took: .zero, into: store)
        for round in 1..<200 {
            let lines = (0..<50).map { "a{i=\"\($0)\",r=\"\(round)\"} 1" } + ["still 1", "no sample"]
            let report = scraper.take(Self.body(lines), at: Int64(round) * 1_000, took: .zero, into: store)
            #expect(!report.isUp)
        }
        #expect(scraper.knownTexts <= 1_000 + 2 * 51)
        let report = scraper.take(Self.body(["still 2"]), at: 300_000, took: .zero, into: store)
        #expect(report.isUp && report.kept == 1)
    }

    @Test("another configuration goes on with the same series, and ends those that come no more")
    func goingOn() throws {
        var scraper = try Self.scraper()
        _ = scraper.take(Self.body(["a 1", "b 1"]), at: 1_000, took: .zero, into: store)
        let other = try Self.scraper("metric_relabel_configs: [{source_labels: [__name__], regex: b, action: drop}]")
        scraper.goOn(as: other.job, other.target)
        let report = scraper.take(Self.body(["a 2", "b 2"]), at: 2_000, took: .zero, into: store)
        #expect(report.kept == 1 && report.added == 0)
        let labels = "{instance=\"h:1\", job=\"j\"}"
        #expect(own() == ["a\(labels) 1000=1 2000=2", "b\(labels) 1000=1 2000=stale"])
    }

    @Test("targets are spread over their interval, at the same times after a restart")
    func spread() throws {
        let text = """
            scrape_configs:
            - job_name: j
              scrape_interval: 15s
              static_configs: [{targets: [\((0..<600).map { "'h:\($0)'" }.joined(separator: ","))]}]
            """
        let job = try #require(try ScrapeConfiguration.load(text: text, name: "p").jobs.first)
        let targets = job.targets(job.staticGroups).targets
        var counts = [Int](repeating: 0, count: 15)
        for target in targets {
            let first = target.firstScrape(after: 1_000_000_000_123, seed: 7)
            #expect(first >= 1_000_000_000_123 && first < 1_000_000_015_123)
            #expect(target.firstScrape(after: first, seed: 7) == first)
            #expect(target.firstScrape(after: first + 1, seed: 7) == first + 15_000)
            counts[Int((first % 15_000) / 1_000)] += 1
        }
        #expect(counts.allSatisfy { $0 > 15 && $0 < 80 }, "\(counts)")
        let edge = try #require(targets.first)
        for time in [Int64.min, -1, 0, .max - 1, .max] { #expect(edge.firstScrape(after: time, seed: 1) >= time) }
    }
}
