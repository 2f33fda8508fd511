/// Scrapes: the first byte chooses between a configuration, whose targets are made and fed with a body, and a body (whose
/// second byte is the format), taken by a target that relabels.
enum ScrapeFuzz {
    static func feed(_ bytes: [UInt8]) {
        guard bytes.count > 1 else { return }
        if bytes[0] % 2 == 0 {
            configure(String(decoding: bytes.dropFirst(), as: UTF8.self))
        } else if let job = fixed {
            let type = bytes[1] % 2 == 0 ? "text/plain; version=0.0.4" : "application/openmetrics-text; version=1.0.0"
            scrape(job, [Array(bytes.dropFirst(2)), body, Array(bytes.dropFirst(2).reversed())], type)
        }
    }

    private static func configure(_ text: String) {
        do {
            let configuration = try ScrapeConfiguration.load(text: text, name: "p.yml")
            promise(Set(configuration.jobs.map(\.name)).count == configuration.jobs.count, "two jobs of one name")
            for job in configuration.jobs.prefix(3) { scrape(job, [body, []], nil) }
        } catch {
            promise(error.line >= 1 && error.file == "p.yml", "an error without a place")
        }
        _ = try? TargetGroup.read(text: text, name: "t.json")
    }

    private static func scrape(_ job: ScrapeJob, _ bodies: [[UInt8]], _ type: String?) {
        promise(job.interval > .zero && job.timeout > .zero && job.timeout <= job.interval, "times that cannot be")
        let store = SeriesStore(seriesLimit: 1_000)
        for target in job.targets(job.staticGroups).targets.prefix(2) {
            promise(target.url.hasPrefix("http"), "no address: \(target.url)")
            var scraper = TargetScraper(job: job, target: target)
            var time: Int64 = 1_800_000_000_000
            for body in bodies {
                let report = scraper.take(.body(body, contentType: type), at: time, took: .seconds(1), into: store)
                promise(report.kept <= report.scraped, "kept more than there was")
                time += 15_000
            }
            _ = scraper.take(.failure("gone"), at: time, took: .seconds(1), into: store)
            scraper.end(at: time + 15_000, into: store)
            promise(scraper.knownTexts <= 10_000, "it remembers too much")
        }
        for series in store.select([], from: .min, through: .max) {
            let times = series.samples.map(\.milliseconds)
            promise(zip(times, times.dropFirst()).allSatisfy { $0 < $1 }, "samples out of order")
        }
    }

    private static let body = Array(
        "a_total{x=\"1\"} 1\na_total{x=\"2\",job=\"other\"} 2 1800000000001\nb NaN\n".utf8)
    private static let fixed = try? ScrapeConfiguration.load(text: configuration, name: "p.yml").jobs.first

    private static let configuration = """
        global: {scrape_interval: 15s, external_labels: {site: x}}
        scrape_configs:
          - job_name: node
            scrape_timeout: 10s
            honor_labels: true
            metrics_path: /m
            params: {a: [b, c]}
            sample_limit: 100
            label_limit: 20
            static_configs:
              - targets: ["h:9100", "[::1]:1"]
                labels: {env: prod}
            relabel_configs:
              - {source_labels: [__address__, env], separator: ";", regex: '(.+):(\\d+);(.*)', target_label: '${3}_x'}
              - {action: hashmod, source_labels: [__address__], modulus: 7, target_label: shard}
            metric_relabel_configs:
              - {action: drop, source_labels: [__name__], regex: "go_.*"}
              - {action: labelmap, regex: "x(.*)", replacement: "y$1"}
              - {action: labeldrop, regex: "z"}
              - {action: lowercase, source_labels: [x], target_label: low}

        """

    private static let other = """
        scrape_configs: [{job_name: j, scheme: https, basic_auth: {username: u, password_file: f},
          tls_config: {insecure_skip_verify: true}, file_sd_configs: [{files: [a/*.yml]}]}]
        """

    static let seeds: [[UInt8]] = [
        [0] + Array(configuration.utf8), [0] + Array(other.utf8), [1, 0] + body,
        [1, 1] + Array("# TYPE a counter\na_total 1 # {} 1\n# EOF\n".utf8),
        [0] + Array("- targets: [a]\n  labels: {b: c}\n".utf8),
        [0] + Array("[{\"targets\": [\"a:1\"], \"labels\": {\"b\": \"c\"}}]".utf8),
    ]
}
