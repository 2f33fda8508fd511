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
        registry.increment("c", [])
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
