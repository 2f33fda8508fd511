import Yams

extension ScrapeConfigurationReader {
    private static let jobFields = [
        "job_name", "scrape_interval", "scrape_timeout", "metrics_path", "scheme", "params", "honor_labels",
        "honor_timestamps", "track_timestamps_staleness", "static_configs", "file_sd_configs", "relabel_configs",
        "metric_relabel_configs", "sample_limit", "label_limit", "label_name_length_limit",
        "label_value_length_limit", "target_limit", "body_size_limit", "basic_auth", "authorization", "tls_config",
        "follow_redirects", "enable_compression", "scrape_protocols", "fallback_scrape_protocol",
    ]
    /// Fields that change nothing here whatever they say.
    private static let unusedFields = [
        "enable_http2", "keep_dropped_targets", "scrape_failure_log_file", "metric_name_validation_scheme",
        "metric_name_escaping_scheme", "native_histogram_bucket_limit", "native_histogram_min_bucket_factor",
    ]
    /// Fields that cannot be followed, and what to do instead.
    private static let refusedFields = [
        "bearer_token": "write the token to a file and name it under authorization: credentials_file",
        "bearer_token_file": "name the file under authorization: credentials_file",
        "oauth2": "use authorization: credentials_file with a token that something else renews",
        "proxy_url": "run this server where it reaches the target itself",
        "proxy_from_environment": "run this server where it reaches the target itself",
        "proxy_connect_header": "run this server where it reaches the target itself",
        "no_proxy": "leave it out: there is no proxy",
        "http_headers": "leave it out: scrapes send no headers of one's own",
        "scrape_native_histograms": "leave it out: native histograms are not read",
        "scrape_classic_histograms": "leave it out: classic histograms are always read",
        "always_scrape_classic_histograms": "leave it out: classic histograms are always read",
        "convert_classic_histograms_to_nhcb": "leave it out: classic histograms are kept as they are",
    ]

    mutating func job(_ node: Node) throws(RuleFileError) -> ScrapeJob {
        let fields = try yaml.mapping(node, "a scrape config", allowed: nil)
        try checkNames(fields)
        guard let nameNode = fields["job_name"] else { throw yaml.error(node, "job_name is empty") }
        let name = try yaml.text(nameNode, "job_name")
        guard !name.isEmpty else { throw yaml.error(nameNode, "job_name is empty") }
        let (interval, timeout) = try times(fields, node, name)
        let relabelling = RelabelReader(yaml: yaml)
        return ScrapeJob(
            name: name, interval: interval, timeout: timeout,
            metricsPath: try text(fields, "metrics_path") ?? "/metrics", scheme: try scheme(fields),
            parameters: try parameters(fields["params"]),
            honorsLabels: try flag(fields, "honor_labels", otherwise: false),
            honorsTimestamps: try flag(fields, "honor_timestamps", otherwise: true),
            tracksTimestampStaleness: try flag(fields, "track_timestamps_staleness", otherwise: false),
            staticGroups: try TargetGroupReader(yaml: yaml).groups(fields["static_configs"], "static_configs"),
            targetFiles: try targetFiles(fields["file_sd_configs"]),
            targetRules: try relabelling.rules(fields["relabel_configs"], "relabel_configs"),
            sampleRules: try relabelling.rules(fields["metric_relabel_configs"], "metric_relabel_configs"),
            limits: try limits(fields), access: try access(fields, node), tls: try tls(fields["tls_config"]),
            followsRedirects: try flag(fields, "follow_redirects", otherwise: true),
            compresses: try flag(fields, "enable_compression", otherwise: true),
            protocols: try protocols(fields["scrape_protocols"]) ?? defaults.protocols,
            fallbackProtocol: try fallback(fields["fallback_scrape_protocol"]))
    }

    private mutating func checkNames(_ fields: YAMLFields) throws(RuleFileError) {
        for field in fields.list where !Self.jobFields.contains(field.name) {
            if Self.unusedFields.contains(field.name) {
                if !Self.isNothing(field.value) {
                    warnings.append(yaml.error(field.key, "\(field.name): not used here"))
                }
                continue
            }
            if let instead = Self.refusedFields[field.name] {
                guard !Self.isNothing(field.value) else { continue }
                throw yaml.error(field.key, "\(field.name): not supported: \(instead)")
            }
            if field.name.hasSuffix("_sd_configs") {
                guard !Self.isNothing(field.value) else { continue }
                throw yaml.error(
                    field.key,
                    "\(field.name): not supported, no other service is asked for targets: list them under "
                        + "static_configs, or have them written to a file named under file_sd_configs")
            }
            throw yaml.error(
                field.key,
                "field \"\(field.name)\" not found in a scrape config, expected one of "
                    + Self.jobFields.joined(separator: ", "))
        }
    }

    private func times(
        _ fields: YAMLFields, _ node: Node, _ name: String
    ) throws(RuleFileError) -> (Duration, Duration) {
        let interval = try duration(fields, "scrape_interval") ?? defaults.interval
        let timeout = try duration(fields, "scrape_timeout")
        guard (timeout ?? .zero) <= interval else {
            throw yaml.error(
                fields["scrape_timeout"] ?? node,
                "scrape timeout greater than scrape interval for scrape config with job name \(GoQuote.quoted(name))")
        }
        return (interval, timeout ?? min(defaults.timeout, interval))
    }

    private func scheme(_ fields: YAMLFields) throws(RuleFileError) -> String {
        guard let node = fields["scheme"] else { return "http" }
        let scheme = try yaml.text(node, "scheme")
        guard scheme == "http" || scheme == "https" else {
            throw yaml.error(node, "scheme: expected http or https, got \"\(scheme)\"")
        }
        return scheme
    }

    private func parameters(_ node: Node?) throws(RuleFileError) -> [String: [String]] {
        guard let node else { return [:] }
        var parameters: [String: [String]] = [:]
        for field in try yaml.mapping(node, "params", allowed: nil).list {
            var values: [String] = []
            for value in try yaml.sequence(field.value, "params: \(field.name)") {
                values.append(try yaml.text(value, "params: \(field.name)"))
            }
            parameters[field.name] = values
        }
        return parameters
    }

    private func targetFiles(_ node: Node?) throws(RuleFileError) -> [TargetFilePattern] {
        guard let node else { return [] }
        var patterns: [TargetFilePattern] = []
        for element in try yaml.sequence(node, "file_sd_configs") {
            let fields = try yaml.mapping(element, "file_sd_configs", allowed: ["files", "refresh_interval"])
            let refresh = try duration(fields, "refresh_interval") ?? .seconds(300)
            let files = try fields["files"].map { node throws(RuleFileError) in try yaml.sequence(node, "files") } ?? []
            guard !files.isEmpty else {
                throw yaml.error(element, "file service discovery config must contain at least one path name")
            }
            for file in files {
                let path = try yaml.text(file, "files")
                guard Self.isTargetFile(path) else {
                    throw yaml.error(
                        file,
                        "path name \(GoQuote.quoted(path)) is not valid for file discovery: expected a name "
                            + "that ends in .json, .yml or .yaml, with * in its last part only")
                }
                patterns.append(TargetFilePattern(path: path, refresh: refresh))
            }
        }
        return patterns
    }

    private static func isTargetFile(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard let last = parts.last, [".json", ".yml", ".yaml"].contains(where: { last.hasSuffix($0) }) else {
            return false
        }
        return !parts.dropLast().contains { $0.contains("*") } && !path.contains("\0")
    }

    func text(_ fields: YAMLFields, _ name: String) throws(RuleFileError) -> String? {
        guard let node = fields[name] else { return nil }
        let text = try yaml.text(node, name)
        return text.isEmpty ? nil : text
    }

    func flag(_ fields: YAMLFields, _ name: String, otherwise: Bool) throws(RuleFileError) -> Bool {
        guard let node = fields[name] else { return otherwise }
        return try yaml.flag(node, name)
    }
}
