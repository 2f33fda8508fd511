import Foundation
import Testing

@testable import OpsMetrics

@Suite("Expressions are laid out as promtool lays them out")
struct PrettyExpressionTests {
    private static let long = String(repeating: "very_", count: 12) + "long_metric_name_of_a_test"
    private static let expressions = [
        "foo/bar", "sum(x)by(b,a)", "x{b=\"1\",a=\"2\",c!~\"q.*\"}", "topk(5,x)", "-x^2", "+x", "+x^2", "+1", "+ +x",
        "+(1)",
        "-(+x{b=\"1\",a=\"2\"})", "+(\(long){a=\"b\"}+\(long){c=\"d\"})",
        "rate(x[5m]offset 1h)", "a*on(x)group_left(y)b", "a>bool 1", "a unless ignoring(z)b", "1+2*3", "x@start()",
        "\(long)/\(long)", "sum by(a)(rate(\(long){x=\"1\"}[5m]))/on(a)group_left(b)sum by(a)(rate(\(long)[5m]))",
        "histogram_quantile(0.9,sum by(le)(rate(\(long){a=\"b\"}[5m])))", "topk(3,\(long){a=\"b\"}+\(long))",
        "-(\(long){a=\"b\"}+\(long){c=\"d\"})", "max_over_time((\(long){z=\"b\",a=\"b\"}+\(long))[1h:5m]offset 3m)>0",
        "(\(long)>1 and \(long)>2)or \(long)>3", "label_replace(\(long),\"dst\",\"$1\",\"src\",\"(.*)\")+\(long)",
        "quantile without(a,b)(0.5,\(long){a=\"bcdefghijklmn\"}) < \(long)", "absent(\(long){a=\"b\",x=\"yyyyyyyy\"})",
    ]

    @Test("long and short, beside Debian's Prometheus")
    func same() async throws {
        let samples = [SamplePoint(milliseconds: 1_000, value: 1)]
        let server = try await PrometheusServer(series: [Series(labels: Labels(name: "x", []), samples: samples)])
        defer { server.stop() }
        for expression in Self.expressions {
            let pretty = try PromQL.parse(expression).pretty
            #expect(try PromQL.parse(pretty).pretty == pretty)
            let theirs = try await server.answer("api/v1/format_query", ["query": expression]) as? String
            #expect(pretty == theirs, "\(expression)")
        }
    }
}
