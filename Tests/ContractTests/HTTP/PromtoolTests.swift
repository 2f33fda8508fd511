import Foundation
import OpsChildren
import OpsTestSupport
import Testing

/// Debian's promtool asks this server as it asks a Prometheus.
@Suite(.serialized, .timeLimit(.minutes(2))) struct PromtoolTests {
    @Test("A14: promtool query instant, range, series and labels") func queries() async throws {
        let site = try await ServedSite.start(in: Place())
        let url = "http://127.0.0.1:\(site.port)"
        try await eventually("a sample") {
            try await site.stranger.get("/api/v1/query?query=api_keys_count").json["data"]["result"].items.count == 1
        }
        let instant = try await promtool(["instant", url, "sum(api_keys_count) * 1.5"], site)
        #expect(instant.status == .status(0) && instant.output.hasPrefix("{} => 3 @["), "\(instant)")
        let json = try await promtool(["instant", "-o", "json", url, "api_keys_count"], site).json
        #expect(json.items.first?["metric"]["__name__"].text == "api_keys_count")
        #expect(json.items.first?["value"].items.last?.text == "2")

        let now = Int(Date().timeIntervalSince1970)
        let range = try await promtool(
            ["range", "--start", "\(now - 60)", "--end", "\(now + 1)", "--step", "1s", url, "vector(2)"], site)
        #expect(range.status == .status(0) && range.output.contains("2 @[\(now - 60)]"), "\(range)")
        #expect(range.output.split(separator: "\n").count == 63)

        let series = try await promtool(["series", "--match", "{__name__=~\"api_.*\"}", url], site)
        #expect(series.status == .status(0) && series.output.contains("{__name__=\"api_keys_count\"}"), "\(series)")
        let labels = try await promtool(["labels", url, "__name__"], site)
        #expect(labels.status == .status(0) && labels.output.split(separator: "\n").contains("api_tenants_count"))
        let some = try await promtool(["labels", "--match", "api_keys_count", url, "__name__"], site)
        #expect(some.output == "api_keys_count\n")

        let wrong = try await promtool(["instant", url, "1+"], site)
        #expect(wrong.status == .status(1) && wrong.errors.contains("bad_data: invalid parameter \"query\": 1:3:"))
        let many = try await promtool(
            ["range", "--start", "0", "--end", "99999", "--step", "1s", url, "1"], site)
        #expect(many.status == .status(1) && many.errors.contains("exceeded maximum resolution of 11,000 points"))
        await site.stop()
    }

    private func promtool(_ arguments: [String], _ site: ServedSite) async throws -> Opstui.Run {
        try await Shell.tool("promtool", package: "prometheus", ["query"] + arguments, in: site.place)
    }
}
