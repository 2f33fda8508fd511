import Yams

/// Turns a `prometheus.yml` into jobs; every fault names its place.
struct ScrapeConfigurationReader {
    /// Sections of Prometheus that have no effect on scraping, and what does their work here.
    private static let unusedSections = [
        "rule_files": "rule files have a setting of their own", "alerting": "no Alertmanager is told",
        "remote_write": "nothing is written elsewhere", "remote_read": "nothing is read from elsewhere",
        "storage": "the store has settings of its own", "tracing": "no traces are written",
        "otlp": "nothing is received as OTLP", "runtime": "there is nothing to tune",
    ]
    private static let globalFields = [
        "scrape_interval", "scrape_timeout", "external_labels", "scrape_protocols", "body_size_limit", "sample_limit",
        "label_limit", "label_name_length_limit", "label_value_length_limit", "target_limit",
    ]
    private static let unusedGlobals = [
        "evaluation_interval", "rule_query_offset", "query_log_file", "scrape_failure_log_file",
        "keep_dropped_targets", "metric_name_validation_scheme", "metric_name_escaping_scheme",
        "convert_classic_histograms_to_nhcb", "always_scrape_classic_histograms", "scrape_native_histograms",
    ]
    /// Jobs of one file at most.
    private static let jobLimit = 10_000

    let yaml: StrictYAML
    var warnings: [RuleFileError] = []
    var defaults = ScrapeDefaults()

    init(file: String) {
        yaml = StrictYAML(file: file)
    }

    mutating func configuration(in text: String, name: String) throws(RuleFileError) -> ScrapeConfiguration {
        var jobs: [ScrapeJob] = []
        var external = Labels.none
        if let root = try yaml.compose(text) {
            let allowed = ["global", "scrape_configs"] + Self.unusedSections.keys.sorted() + ["scrape_config_files"]
            let fields = try yaml.mapping(root, "the file", allowed: allowed)
            external = try global(fields["global"])
            for field in fields.list {
                guard let why = Self.unusedSections[field.name], !Self.isNothing(field.value) else { continue }
                warnings.append(yaml.error(field.key, "\(field.name): not used here: \(why)"))
            }
            if let files = fields["scrape_config_files"], !Self.isNothing(files) {
                throw yaml.error(
                    files, "scrape_config_files: not supported: write the jobs of those files under scrape_configs")
            }
            jobs = try self.jobs(fields["scrape_configs"])
        }
        return ScrapeConfiguration(name: name, jobs: jobs, externalLabels: external, warnings: warnings)
    }

    private mutating func global(_ node: Node?) throws(RuleFileError) -> Labels {
        guard let node else { return .none }
        let fields = try yaml.mapping(node, "global", allowed: Self.globalFields + Self.unusedGlobals)
        for field in fields.list where Self.unusedGlobals.contains(field.name) && !Self.isNothing(field.value) {
            warnings.append(yaml.error(field.key, "global: \(field.name): not used here"))
        }
        if let interval = try duration(fields, "scrape_interval") { defaults.interval = interval }
        defaults.timeout = min(defaults.timeout, defaults.interval)
        if let timeout = try duration(fields, "scrape_timeout") {
            guard timeout <= defaults.interval else {
                throw yaml.error(fields["scrape_timeout"] ?? node, "global scrape timeout greater than scrape interval")
            }
            defaults.timeout = timeout
        }
        defaults.limits = try limits(fields)
        if let protocols = try protocols(fields["scrape_protocols"]) { defaults.protocols = protocols }
        return try TargetGroupReader(yaml: yaml).labels(fields["external_labels"], "external_labels")
    }

    private mutating func jobs(_ node: Node?) throws(RuleFileError) -> [ScrapeJob] {
        guard let node else { return [] }
        var jobs: [ScrapeJob] = []
        var names: Set<String> = []
        for element in try yaml.sequence(node, "scrape_configs") {
            let job = try job(element)
            guard names.insert(job.name).inserted else {
                throw yaml.error(element, "found multiple scrape configs with job name \(GoQuote.quoted(job.name))")
            }
            guard jobs.count < Self.jobLimit else {
                throw yaml.error(element, "the file has more than \(Self.jobLimit) scrape configs")
            }
            jobs.append(job)
        }
        return jobs
    }

    /// A duration that is there and not zero.
    func duration(_ fields: YAMLFields, _ name: String) throws(RuleFileError) -> Duration? {
        guard let node = fields[name] else { return nil }
        let duration = try yaml.duration(node, name)
        return duration > .zero ? duration : nil
    }

    /// Left out, empty, zero or false.
    static func isNothing(_ node: Node) -> Bool {
        switch node {
        case .scalar(let scalar):
            StrictYAML.isNull(node) || ["", "0", "false"].contains(scalar.string)
        case .mapping(let mapping): mapping.isEmpty
        case .sequence(let sequence): sequence.isEmpty
        default: false
        }
    }
}

/// What `global` says for jobs that do not say it themselves; Prometheus' defaults.
struct ScrapeDefaults {
    var interval = Duration.seconds(60)
    var timeout = Duration.seconds(10)
    var limits = ScrapeLimits()
    var protocols = ScrapeProtocol.usual
}
