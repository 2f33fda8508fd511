import Foundation
import OpsChildren
import OpsTestSupport
import Testing

/// This server beside a real Prometheus that scrapes it and has the same rules: the same requests get answers of the same
/// status, kind and shape.
@Suite(.serialized, .timeLimit(.minutes(3))) struct PrometheusAPITests {
    private static let rules = """
        groups:
          - name: first
            interval: 1s
            rules:
              - record: job:keys:sum
                expr: sum(api_keys_count)
                labels: {x: "y"}
              - alert: Firing
                expr: sum(api_keys_count) > 0
                labels: {severity: warning}
                annotations: {summary: "{{ $value }} keys"}
              - alert: Pending
                expr: sum(api_keys_count) > 0
                for: 1h
          - name: second
            rules:
              - alert: Never
                expr: api_keys_count > 1e9

        """

    /// Requests of which status, error type and shape are compared; the value of a request is its body.
    private static let requests: [(path: String, form: String?)] =
        [
            "query?query=sum(api_keys_count)", "query?query=api_keys_count", "query?query=api_keys_count[1m]",
            "query?query=1",
            "query?query=1&time=1.5", "query?query=%22a%22", "query?query=1e21", "query?query=up%20==%2077",
            "query?query=vector(-0.0000001)",
            "query?query=api_keys_count&time=2020-01-01T00:00:00Z", "query?query=up&time=1e20",
            "query?query=1&timeout=5s",
            "query?query=1%2B", "query", "query?query=", "query?query=1&time=abc", "query?query=1&timeout=abc",
            "query?query=rate(api_keys_count)", "query?query=nosuch(1)", "query?query=%22", "query?query=sum(",
            "query?query=http_requests_total*on()http_requests_total",
            "query?query=label_replace(up,%22a%22,%22b%22,%22c%22,%22(%22)",
            "query?query=%7B%7D", "query?query=up%5B0s%5D", "query?nosuch=1&query=1", "query?query=2&query=1",
            "query_range?query=sum(api_keys_count)&start=NOW-3&end=NOW&step=1",
            "query_range?query=1&start=0&end=2&step=1s", "query_range?query=nosuch&start=0&end=2&step=0.5",
            "query_range?query=1&start=1970-01-01T00:00:00Z&end=1970-01-01T00:00:02Z&step=1",
            "query_range?query=1&start=0&end=11000&step=1", "query_range?query=1&start=0&end=11001&step=1",
            "query_range?query=1&start=0&end=9", "query_range?query=1&start=9&end=0&step=1",
            "query_range?query=1&start=0&end=9&step=0", "query_range?query=1&start=0&end=9&step=-1",
            "query_range?query=1&start=0&end=9&step=x", "query_range?query=1&end=9&step=1",
            "query_range?query=1&start=0&step=1", "query_range?query=up[1m]&start=0&end=9&step=1",
            "query_range?query=%22a%22&start=0&end=9&step=1", "query_range?query=1%2B&start=0&end=9&step=1",
            "labels", "labels?match[]=api_tenants_count", "labels?match[]=api_keys_count",
            "labels?match[]=api_tenants_count{", "labels?match[]={}",
            "labels?match[]={a=~%22.*%22}", "labels?start=x", "labels?start=0&end=1", "labels?match[]=1",
            "label/severity/values", "label/nosuch/values", "label/__name__/values",
            "label/severity/values?match[]=api_tenants_count",
            "label/severity/values?match[]=1", "label/severity/values?end=x",
            "series?match[]=api_keys_count", "series?match[]=nosuch", "series", "series?match[]=", "series?match[]={}",
            "series?match[]=api_keys_count&start=10&end=1", "series?match[]=api_keys_count&start=x",
            "series?match[]=api_keys_count&match[]=api_tenants_count",
            "metadata", "metadata?metric=api_keys_count", "metadata?metric=nosuch", "metadata?limit=1",
            "metadata?limit=0",
            "metadata?limit=x", "rules", "rules?type=alert", "rules?type=x", "alerts",
            "query_exemplars?query=nosuch&start=0&end=1", "query_exemplars?query=nosuch&start=2&end=1",
            "query_exemplars?query=1%2B", "format_query?query=sum(", "format_query?query=up", "format_query?query=a/b",
            "targets/metadata?metric=nosuch", "targets/metadata?limit=x",
            "targets/metadata?match_target=x(",
        ].map { ($0, nil) } + [
            ("query", "query=sum(api_keys_count)"), ("query?query=1%2B", "query=1"), ("query", "query=1%2B"),
            ("query", ""),
            ("query_range", "query=1&start=0&end=2&step=1"), ("labels", "match[]=api_tenants_count"),
            ("series", "match[]=api_keys_count"),
            ("query_exemplars", "query=nosuch&start=0&end=1"), ("metadata", ""), ("rules", ""),
        ]

    @Test("A14: the read API answers as a Prometheus beside it does") func besidePrometheus() async throws {
        let place = try Place()
        _ = try place.write(Self.rules, to: "rules.yml")
        _ = try place.write("", to: "slo.yml")
        let site = try await ServedSite.start(
            in: place, configuration: "rule_files: [rules.yml]\nslo_file: slo.yml\n",
            environment: ["RATE_LIMIT_METRICS": "10000/minute"])
        let prometheus = try await PrometheusServer.start(
            in: place.directory,
            configuration: """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: [rules.yml]
                scrape_configs:
                  - job_name: opstui
                    static_configs: [{targets: ["127.0.0.1:\(site.port)"]}]

                """)
        let theirs = WebClient(port: prometheus.port)
        for client in [site.stranger, theirs] {
            try await eventually(within: .seconds(60), "the alerts of \(client.base)") {
                let alerts = try await client.get("/api/v1/alerts").json["data"]["alerts"].items
                let keys = try await client.get("/api/v1/query?query=count_over_time(api_keys_count[1m])%3E3").json
                let metadata = try await client.get("/api/v1/metadata?metric=api_keys_count").json["data"]
                return alerts.count == 2 && keys["data"]["result"].items.count == 1 && metadata.has("api_keys_count")
            }
        }
        let now = String(Int(Date().timeIntervalSince1970))
        for (path, form) in Self.requests {
            let path = Self.encoded(path.replacingOccurrences(of: "NOW", with: now))
            try await compare(path, form, site.stranger, theirs)
        }
        try await differences(site.stranger)
        await prometheus.stop()
        await site.stop()
    }

    /// Where Prometheus 3 answers otherwise than 2.42.
    private func differences(_ client: WebClient) async throws {
        // A group of which nothing was asked for is left out.
        let records = try await client.get("/api/v1/rules?type=record").json["data"]["groups"].items
        #expect(records.map { $0["name"].text } == ["first"])
        let named = try await client.get("/api/v1/rules?rule_name[]=Never&exclude_alerts=true").json["data"]["groups"]
            .items
        #expect(named.map { $0["name"].text } == ["second"] && !named[0]["rules"].items[0].has("alerts"))
        // Names of labels may be any UTF-8, and escaped.
        for name in ["a-b", "0bad", "U__a_2d_b"] {
            #expect(try await client.get("/api/v1/label/\(name)/values").status == 200, "\(name)")
        }
        let severities = try await client.get("/api/v1/label/U__severity/values").json["data"].items
        #expect(severities.contains(.text("warning")))
        // Limits, with a warning where something was left out.
        for path in [
            "labels?limit=1", "label/__name__/values?limit=1", "series?match[]={__name__=~%22.%2B%22}&limit=1",
        ] {
            let cut = try await client.get(Self.encoded(path)).json
            #expect(
                cut["data"].items.count == 1 && cut["warnings"].items == [.text("results truncated due to limit")],
                "\(path): \(cut)")
        }
        let vector = try await client.get("/api/v1/query?query=%7B__name__=~%22api_.%2B%22%7D&limit=1").json
        #expect(vector["data"]["result"].items.count == 1 && vector["warnings"].items.count == 1)
        let build = try await client.get("/api/v1/status/buildinfo").json["data"]
        #expect(build["version"].text?.hasPrefix("3.") == true && build["branch"].text == "opstui")
        // How many targets were dropped is said of each job.
        let targets = try await client.get("/api/v1/targets?state=active").json["data"]
        #expect(targets["activeTargets"].items.isEmpty && targets.has("droppedTargetCounts"))
        let doubtful = try await client.get("/api/v1/query?query=rate(stream_subscribers[1m])").json
        #expect(doubtful["infos"].items.first?.text?.hasPrefix("PromQL info: metric might not be a counter") == true)
        for path in ["runtimeinfo", "config", "flags", "tsdb"] {
            #expect(try await client.get("/api/v1/status/\(path)").json["status"].text == "success", "\(path)")
        }
        let statistics = try await client.get("/api/v1/query?query=1&stats=all").json["data"]["stats"]["timings"]
        #expect(try #require(statistics["execTotalTime"].number) >= 0)
    }

    /// With what a URL may not hold escaped.
    private static func encoded(_ path: String) -> String {
        var text = "/api/v1/" + path
        for (plain, escape) in [("{", "%7B"), ("}", "%7D"), ("[", "%5B"), ("]", "%5D"), ("~", "%7E")] {
            text = text.replacingOccurrences(of: plain, with: escape)
        }
        return text
    }

    private func compare(_ path: String, _ form: String?, _ ours: WebClient, _ theirs: WebClient) async throws {
        let headers = form == nil ? [:] : ["content-type": "application/x-www-form-urlencoded"]
        let method = form == nil ? "GET" : "POST"
        let mine = try await ours.send(method, path, headers, form)
        let other = try await theirs.send(method, path, headers, form)
        let context = "\(method) \(path) \(form ?? ""): ours \(mine.body.prefix(600)) theirs \(other.body.prefix(600))"
        #expect(mine.status == other.status, "\(context)")
        guard other.status != 405 else { return }
        #expect(mine.header("content-type") == other.header("content-type"), "\(context)")
        let (my, their) = (try mine.json, try other.json)
        #expect(my["status"] == their["status"] && my["errorType"] == their["errorType"], "\(context)")
        #expect(my["data"]["resultType"] == their["data"]["resultType"], "\(context)")
        let isByName = path.hasPrefix("/api/v1/metadata")
        let (shape, wanted) =
            isByName
            ? (AnswerShape.ofValues(my["data"]), AnswerShape.ofValues(their["data"]))
            : (AnswerShape.of(my), AnswerShape.of(their))
        #expect(shape == wanted, "\(path): ours \(shape), theirs \(wanted)")
    }
}
