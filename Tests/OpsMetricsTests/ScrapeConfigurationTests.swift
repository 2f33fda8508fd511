import Foundation
import Testing

@testable import OpsMetrics

@Suite("Scrape configurations are read as Prometheus reads them, or refused with their place")
struct ScrapeConfigurationTests {
    private static let wholeText = """
        global:
          scrape_interval: 15s
          scrape_timeout: 5s
          external_labels: {site: main}
        rule_files: [a.yml]
        scrape_configs:
        - job_name: node
          scrape_interval: 30s
          metrics_path: /m
          scheme: https
          params: {module: [a, b]}
          honor_labels: true
          honor_timestamps: false
          sample_limit: 10
          body_size_limit: 1.5MB
          basic_auth: {username: u, password_file: p}
          tls_config: {ca_file: ca.pem, insecure_skip_verify: true}
          static_configs:
          - targets: [a:1, 'b']
            labels: {zone: x}
          file_sd_configs:
          - files: ['t/*.json']
            refresh_interval: 1m
          relabel_configs:
          - source_labels: [__address__]
            regex: b
            action: drop
        - job_name: plain
          authorization: {credentials_file: token}
          static_configs: [{targets: [c]}]
        """

    @Test("a whole file")
    func whole() throws {
        let configuration = try ScrapeConfiguration.load(text: Self.wholeText, name: "p.yml")
        #expect(configuration.externalLabels == Labels([("site", "main")]))
        #expect(configuration.warnings.map(\.line) == [5])
        let (node, plain) = (try #require(configuration.jobs.first), try #require(configuration.jobs.last))
        #expect(node.interval == .seconds(30) && node.timeout == .seconds(5))
        #expect(node.honorsLabels && !node.honorsTimestamps)
        #expect(node.limits.samples == 10 && node.limits.bodyBytesInForce == 3 << 19)
        #expect(node.access == .basic(username: "u", passwordFile: "p"))
        #expect(node.tls?.skipsVerification == true && node.tls?.caFile == "ca.pem")
        #expect(node.targetFiles == [TargetFilePattern(path: "t/*.json", refresh: .seconds(60))])
        #expect(plain.interval == .seconds(15) && plain.honorsTimestamps && plain.metricsPath == "/metrics")
        #expect(plain.access == .authorization(type: "Bearer", credentialsFile: "token"))
        #expect(plain.limits.bodyBytesInForce == 64 << 20)
        let list = node.targets(node.staticGroups)
        #expect(list.droppedCount == 1 && list.targets.map(\.url) == ["https://a:1/m?module=a&module=b"])
        #expect(list.targets.first?.labels == Labels([("instance", "a:1"), ("job", "node"), ("zone", "x")]))
        #expect(list.targets.first?.timeoutSeconds == "5")
    }

    @Test("targets over the most are counted, not made")
    func manyTargets() throws {
        let lines = (0..<ScrapeLimits.targetsAtMost + 7).map { "'h\($0)', 'h0'" }.joined(separator: ", ")
        let text = "scrape_configs: [{job_name: a, target_limit: 5006, static_configs: [{targets: [\(lines)]}]}]"
        let job = try #require(try ScrapeConfiguration.load(text: text, name: "p").jobs.first)
        let list = job.targets(job.staticGroups)
        #expect(list.targets.count == ScrapeLimits.targetsAtMost && list.beyond == 7)
        #expect(list.targets.last?.url == "http://h4999/metrics")
        #expect(list.limitError?.contains("number of targets: 5007, limit: 5006") == true)
    }

    @Test("defaults: a minute, ten seconds, and a timeout never longer than the interval")
    func defaults() throws {
        let text = "scrape_configs: [{job_name: a}, {job_name: b, scrape_interval: 3s}]"
        let jobs = try ScrapeConfiguration.load(text: text, name: "p").jobs
        #expect(jobs.map(\.interval) == [.seconds(60), .seconds(3)])
        #expect(jobs.map(\.timeout) == [.seconds(10), .seconds(3)])
        #expect(try ScrapeConfiguration.load(text: "", name: "p").jobs.isEmpty)
        let accept = try #require(jobs.first).acceptHeader
        #expect(accept.hasPrefix("application/openmetrics-text;version=1.0.0;q=0.5,"))
        #expect(ExpositionFormat.negotiate(accept: accept).format == .openMetrics)
    }

    private static func job(_ fields: String) -> String { "scrape_configs:\n- job_name: a\n  \(fields)\n" }
    private static func step(_ fields: String) -> String { job("relabel_configs: [{\(fields)}]") }

    /// What promtool refuses too.
    private static let refusedTexts: [(String, String)] = [
        ("scrape_configs: [{job_name: ''}]", "job_name is empty"),
        ("scrape_configs: [{scrape_interval: 1s}]", "job_name is empty"),
        ("scrape_configs: [{job_name: a}, {job_name: a}]", "found multiple scrape configs with job name \"a\""),
        ("global: {scrape_timeout: 2m}", "global scrape timeout greater than scrape interval"),
        (job("scrape_timeout: 2m"), "scrape timeout greater than scrape interval"),
        (job("scrape_interval: 1x"), "scrape_interval: not a valid duration"),
        (job("sample_limit: -1"), "sample_limit: expected a whole number"),
        (job("body_size_limit: 15"), "body_size_limit: expected a size"),
        (job("body_size_limit: 15mb"), "body_size_limit: expected a size"),
        (job("params: {a: b}"), "expected a list"),
        (job("nonsense: 1"), "field \"nonsense\" not found in a scrape config"),
        (job("static_configs: [{targets: ['http://x/']}]"), "\"http://x/\" is not a valid hostname"),
        (job("static_configs: [{targets: ['']}]"), "an address must not be empty"),
        (job("file_sd_configs: [{files: []}]"), "must contain at least one path name"),
        (job("file_sd_configs: [{files: [a/*/b.yml]}]"), "is not valid for file discovery"),
        (job("file_sd_configs: [{files: [a/*.txt]}]"), "is not valid for file discovery"),
        (job("authorization: {type: Basic, credentials_file: x}"), "cannot be set to \"basic\""),
        (job("basic_auth: {username: a}\n  authorization: {credentials_file: b}"), "at most one of"),
        (step("action: replace"), "replace action requires 'target_label' value"),
        (step("action: nope"), "unknown relabel action \"nope\""),
        (step("action: ''"), "unknown relabel action"),
        (step("action: hashmod, target_label: a"), "hashmod requires non-zero modulus"),
        (step("action: hashmod, target_label: $1, modulus: 3"), "is invalid 'target_label' for hashmod"),
        (step("action: hashmod, target_label: a, modulus: -1"), "modulus: expected a whole number"),
        (step("action: replace, target_label: a$$b"), "is invalid 'target_label' for replace"),
        (step("action: replace, target_label: a$"), "is invalid 'target_label' for replace"),
        (step("action: labelmap, replacement: ''"), "is invalid 'replacement' for labelmap"),
        (step("action: labelmap, replacement: $"), "is invalid 'replacement' for labelmap"),
        (step("action: labeldrop, regex: x, target_label: y"), "labeldrop action requires only 'regex'"),
        (step("action: lowercase, target_label: x, replacement: b"), "'replacement' can not be set for lowercase"),
        (step("action: keepequal, target_label: b, regex: x"), "keepequal action requires only"),
        (step("action: dropequal, source_labels: [a]"), "dropequal action requires 'target_label' value"),
        (step("regex: '(', target_label: x"), "regex: invalid regular expression"),
    ]

    /// What only this server refuses.
    private static let unsupportedTexts: [(String, String)] = [
        (job("http_sd_configs: [{url: 'http://c'}]"), "http_sd_configs: not supported"),
        (job("basic_auth: {username: u, password: p}"), "password: a secret in the configuration"),
        (job("authorization: {credentials: p}"), "credentials: a secret in the configuration"),
        (job("bearer_token_file: f"), "bearer_token_file: not supported: name the file under authorization"),
        (job("proxy_url: 'http://p:1'"), "proxy_url: not supported"),
        (job("scheme: ftp"), "scheme: expected http or https"),
        (job("static_configs: [{targets: ['a b']}]"), "is not a valid hostname"),
    ]

    @Test("refused with file, line and column, as promtool refuses it", arguments: refusedTexts)
    func refusals(text: String, message: String) throws {
        try Self.expectError(text, message)
        #expect(try !Self.promtoolTakes(text))
    }

    @Test("refused here alone", arguments: unsupportedTexts)
    func unsupported(text: String, message: String) throws {
        try Self.expectError(text, message)
        #expect(try Self.promtoolTakes(text))
    }

    /// What promtool takes too.
    private static let acceptedTexts = [
        step("action: Keep, regex: x"), step("action: keep"), step("action: labelmap"),
        step("target_label: x, replacement: "), step("target_label: 'a_${1}_$2'"),
        step("action: labeldrop, regex: x, replacement: $1"), step("action: drop, replacement: '', regex: x"),
        step("action: uppercase, source_labels: [a], target_label: b"), job("body_size_limit: 1.5MiB"),
        job("static_configs: [{targets: ['[::1]:9', 'a.b-c_d:1']}]"),
        job("file_sd_configs: [{files: [a.yml, x]}]")
            .replacing(", x", with: ""), "global: {external_labels: {a: 1}}\nalerting: {}\n", "{}",
    ]

    @Test("taken, as promtool takes it", arguments: acceptedTexts)
    func accepted(text: String) throws {
        _ = try ScrapeConfiguration.load(text: text, name: "p.yml")
        #expect(try Self.promtoolTakes(text))
    }

    private static func expectError(_ text: String, _ message: String) throws {
        let error = #expect(throws: RuleFileError.self) { try ScrapeConfiguration.load(text: text, name: "p.yml") }
        let shown = try #require(error).description
        #expect(
            shown.hasPrefix("p.yml:\(text.hasPrefix("scrape_configs:\n") ? "3" : "1"):") || shown.hasPrefix("p.yml:2"))
        #expect(shown.contains(message), "\(shown)")
        #expect(!shown.contains(": p "), "a secret must not be shown")
    }

    private static func promtoolTakes(_ text: String) throws -> Bool {
        let directory = try Tool.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appending(path: "p.yml")
        try text.write(to: file, atomically: true, encoding: .utf8)
        return try Tool.run("promtool", ["check", "config", "--syntax-only", file.path]).status == 0
    }

    @Test("target groups from files")
    func files() throws {
        let json = "[\n\t{\"targets\": [\"a:1\"], \"labels\": {\"x\": \"y\"}}\n]"
        let group = try #require(try TargetGroup.read(text: json, name: "d/t.json").first)
        #expect(group.targets == ["a:1"])
        #expect(group.labels == Labels([("__meta_filepath", "d/t.json"), ("x", "y")]))
        #expect(throws: RuleFileError.self) { try TargetGroup.read(text: "- {target: [a]}", name: "t.yml") }
        #expect(try TargetGroup.read(text: "", name: "t.yml").isEmpty)
    }

    @Test("any cut or changed configuration is read or refused")
    func hostile() {
        var random = SeededGenerator(seed: 4)
        let bytes = Array(Self.wholeText.utf8)
        var refused = 0
        for place in bytes.indices {
            var changed = bytes
            changed[place] = UInt8.random(in: 0...255, using: &random)
            for text in [Array(bytes[..<place]), changed] {
                do {
                    let configuration = try ScrapeConfiguration.load(
                        text: String(decoding: text, as: UTF8.self), name: "p")
                    for job in configuration.jobs { _ = job.targets(job.staticGroups) }
                } catch { refused += 1 }
            }
        }
        #expect(refused > bytes.count / 2)
    }
}
