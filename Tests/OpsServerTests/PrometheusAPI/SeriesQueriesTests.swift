import Foundation
import OpsCore
import OpsMetrics
import Testing

@testable import OpsServer

/// What is answered of a store whose content is known, byte by byte.
@Suite struct SeriesQueriesTests {
    private static let now: Int64 = 1_800_000_000_000

    private static func queries(rules: (any RuleReading)? = nil) -> SeriesQueries {
        let store = SeriesStore()
        for index in 0..<3 {
            for step in Int64(0)..<5 {
                let labels = Labels(name: "m", [("i", "\(index)"), ("t", "a\"\\\n\u{1}é")])
                store.append(labels, at: now - 4_000 + step * 1_000, Double(index) + Double(step) / 2)
            }
        }
        store.append(Labels(name: "other", [("j", "x")]), at: now, .infinity)
        let registry = MetricRegistry(includesProcess: false)
        registry.describe("g", help: "A \"gauge\".")
        registry.setGauge("g", [], 1)
        registry.increment("c", [], exemplar: ("request_id", "r-1"))
        registry.describe("d_seconds", help: "A time.", unit: "seconds")
        registry.observe("d_seconds", [("k", "v")], 0.3, exemplar: ("request_id", "r-2"))
        return SeriesQueries(
            engine: QueryEngine(store: store), registry: registry, rules: rules, clock: FixedClock(now: now),
            startedAt: WallTime(milliseconds: now), timeLimit: .seconds(50))
    }

    private static func ask(_ endpoint: PrometheusEndpoint, _ query: String, name: String = "") async throws
        -> PrometheusAnswer
    {
        let question = try endpoint.question(PrometheusForm(query: query), name: name, now: now)
        return try await queries().answer(question)
    }

    @Test func aVector() async throws {
        let answer = try await Self.ask(.query, "query=m{i=%221%22}")
        #expect(
            String(decoding: answer.body, as: UTF8.self)
                == #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"m","i":"1","t":"a\"\\\u000a\u0001é"},"value":[1800000000,"3"]}]}}"#
        )
    }

    @Test func aRange() async throws {
        let answer = try await Self.ask(.queryRange, "query=sum(m)&start=1799999998.5&end=1800000000&step=1")
        #expect(
            String(decoding: answer.data, as: UTF8.self)
                == #"{"resultType":"matrix","result":[{"metric":{},"values":[[1799999998.500,"6"],[1799999999.500,"7.5"]]}]}"#
        )
    }

    @Test func limitsLeaveOutAndSaySo() async throws {
        let answer = try await Self.ask(.query, "query=m&limit=2")
        #expect(answer.warnings == ["results truncated due to limit"])
        #expect(String(decoding: answer.data, as: UTF8.self).components(separatedBy: "\"value\"").count == 3)
        #expect(try await Self.ask(.query, "query=m&limit=3").warnings.isEmpty)
    }

    @Test func labelsAndSeries() async throws {
        func text(_ endpoint: PrometheusEndpoint, _ query: String, name: String = "") async throws -> String {
            String(decoding: try await Self.ask(endpoint, query, name: name).data, as: UTF8.self)
        }
        #expect(try await text(.labels, "") == #"["__name__","i","j","t"]"#)
        #expect(try await text(.labels, "match[]=other") == #"["__name__","j"]"#)
        #expect(try await text(.labelValues, "match[]=other&match[]=m{i=%220%22}", name: "i") == #"["0"]"#)
        #expect(try await text(.labelValues, "", name: "i") == #"["0","1","2"]"#)
        #expect(try await text(.labels, "start=0&end=1") == "[]")
        #expect(try await text(.labels, "start=1900000000") == "[]")
        #expect(try await text(.series, "match[]=other&match[]={j=%22x%22}") == #"[{"__name__":"other","j":"x"}]"#)
        #expect(try await text(.metadata, "metric=g") == #"{"g":[{"type":"gauge","help":"A \"gauge\".","unit":""}]}"#)
        #expect(try await text(.metadata, "limit=0") == "{}")
    }

    @Test func metadataHasUnits() async throws {
        let text = String(decoding: try await Self.ask(.metadata, "metric=d_seconds").data, as: UTF8.self)
        #expect(text == #"{"d_seconds":[{"type":"histogram","help":"A time.","unit":"seconds"}]}"#)
    }

    @Test func exemplarsAreThoseOfTheSeriesThatAreSelected() async throws {
        struct Found: Decodable, Equatable {
            struct One: Decodable, Equatable {
                var labels: [String: String]
                var value: String
                var timestamp: Double
            }
            var seriesLabels: [String: String]
            var exemplars: [One]
        }
        func ask(_ query: String) async throws -> [Found] {
            try JSONDecoder().decode([Found].self, from: Data(try await Self.ask(.queryExemplars, query).data))
        }
        let counter = try await ask("query=rate(c_total[5m])")
        #expect(counter.map(\.seriesLabels) == [["__name__": "c_total"]])
        #expect(counter.first?.exemplars.first?.labels == ["request_id": "r-1"])
        #expect(counter.first?.exemplars.first?.value == "1")
        let bucket = try await ask("query=histogram_quantile(0.9,d_seconds_bucket{k=%22v%22})")
        #expect(bucket.map { $0.seriesLabels["le"] } == ["0.5"] && bucket.first?.exemplars.first?.value == "0.3")
        #expect(try await ask("query=d_seconds_bucket{k=%22other%22}").isEmpty)
        #expect(try await ask("query=c_total&start=0&end=1").isEmpty)
        #expect(try await ask("query=1").isEmpty)
    }

    @Test func anExpressionIsWrittenAnew() async throws {
        let text = String(
            decoding: try await Self.ask(.formatQuery, "query=sum(m{b=%221%22,a=%222%22})by(x)").data, as: UTF8.self)
        #expect(text == #""sum by (x) (m{a=\"2\",b=\"1\"})""#)
    }

    @Test func withoutAScrapeFileThereAreNoTargets() async throws {
        func text(_ endpoint: PrometheusEndpoint) async throws -> String {
            String(decoding: try await Self.ask(endpoint, "").data, as: UTF8.self)
        }
        #expect(try await text(.targets) == #"{"activeTargets":[],"droppedTargets":[],"droppedTargetCounts":{}}"#)
        #expect(try await text(.scrapePools) == #"{"scrapePools":[]}"#)
        #expect(try await text(.targetMetadata) == "[]")
    }

    @Test func whatHasNoValueIsAnExecutionError() async throws {
        await #expect(throws: PrometheusFault.self) { try await Self.ask(.query, "query=m*on()m") }
        do {
            _ = try await Self.ask(.query, "query=m*on()m")
        } catch let fault as PrometheusFault {
            #expect(fault.kind == .execution && fault.status == 422)
        }
    }

    @Test func manyAnnotationsAreCounted() {
        let answer = PrometheusAnswer(Array("1".utf8), warnings: (0..<14).map { "w\($0)" }, infos: ["i"])
        let body = String(decoding: answer.body, as: UTF8.self)
        #expect(body.contains(#""w9","4 more annotations omitted"],"infos":["i"]}"#))
    }

    private struct FixedClock: OpsClock {
        var now: Int64
        var wall: WallTime { WallTime(milliseconds: now) }
        var monotonic: MonotonicTime { SystemClock().monotonic }
    }
}
