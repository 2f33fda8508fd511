import Testing

@testable import OpsServer

/// What each route asks for, and what it says of parameters that it cannot use: the texts are those of Prometheus, seen
/// on 2.42 and, where they changed, documented for 3.
@Suite struct QuestionTests {
    private static func fault(_ endpoint: PrometheusEndpoint, _ query: String) -> PrometheusFault? {
        do {
            _ = try endpoint.question(PrometheusForm(query: query), name: "job", now: 0)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        arguments: [
            (.query, "", "invalid parameter \"query\": 1:1: parse error: "),
            (.query, "query=1%2B", "invalid parameter \"query\": 1:3: parse error: "),
            (
                .query, "query=up&time=abc",
                "invalid parameter \"time\": invalid time value for 'time': cannot parse \"abc\" to a valid timestamp"
            ),
            (.query, "query=up&timeout=abc", "invalid parameter \"timeout\": cannot parse \"abc\" to a valid duration"),
            (.query, "query=up&limit=x", "invalid parameter \"limit\": "),
            (.query, "query=up&limit=-1", "invalid parameter \"limit\": limit must be non-negative"),
            (
                .query, "query=up&lookback_delta=x",
                "error parsing lookback delta duration: cannot parse \"x\" to a valid duration"
            ),
            (.queryRange, "start=x", "invalid parameter \"start\": cannot parse \"x\" to a valid timestamp"),
            (.queryRange, "start=0", "invalid parameter \"end\": cannot parse \"\" to a valid timestamp"),
            (
                .queryRange, "query=up&start=0&end=9",
                "invalid parameter \"step\": cannot parse \"\" to a valid duration"
            ),
            (
                .queryRange, "query=up&start=9&end=0&step=1",
                "invalid parameter \"end\": end timestamp must not be before start time"
            ),
            (
                .queryRange, "query=up&start=0&end=9&step=0",
                "invalid parameter \"step\": zero or negative query resolution step widths are not accepted. Try a positive integer"
            ),
            (
                .queryRange, "query=up&start=0&end=11001&step=1",
                "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)"
            ),
            (
                .queryRange, "query=up%5B1m%5D&start=0&end=1&step=1",
                "invalid parameter \"query\": invalid expression type \"range vector\" for range query, must be Scalar or instant Vector"
            ),
            (
                .queryRange, "query=%22a%22&start=0&end=1&step=1",
                "invalid parameter \"query\": invalid expression type \"string\" for range query, must be Scalar or instant Vector"
            ),
            (
                .labels, "start=x",
                "invalid parameter \"start\": invalid time value for 'start': cannot parse \"x\" to a valid timestamp"
            ),
            (.labels, "match[]={}", "invalid parameter \"match[]\": "),
            (.labels, "match[]={a=~%22.*%22}", "invalid parameter \"match[]\": "),
            (.labels, "match[]=1", "invalid parameter \"match[]\": "),
            (.labels, "match[]=up+offset+5m", "invalid parameter \"match[]\": "),
            (.series, "", "no match[] parameter provided"),
            (.series, "match[]=", "invalid parameter \"match[]\": 1:1: parse error: "),
            (.metadata, "limit=x", "limit must be a number"),
            (.metadata, "limit_per_metric=x", "limit_per_metric must be a number"),
            (.rules, "type=x", "invalid parameter \"type\": not supported value \"x\""),
            (.rules, "exclude_alerts=x", "invalid parameter \"exclude_alerts\": "),
            (.queryExemplars, "query=up&start=2&end=1", "end timestamp must not be before start timestamp"),
            (.formatQuery, "query=sum(", "invalid parameter \"query\": 1:5: parse error: "),
        ] as [(PrometheusEndpoint, String, String)])
    func whatIsWrongIsSaid(_ endpoint: PrometheusEndpoint, _ query: String, _ wanted: String) {
        let fault = Self.fault(endpoint, query)
        #expect(fault?.kind == .badData && fault?.status == 400)
        #expect(fault?.message.hasPrefix(wanted) == true, "\(fault?.message ?? "nothing")")
    }

    @Test(
        arguments: [
            (.query, "query=up"),
            (.query, "query=up&time=1e20&timeout=5s&limit=0&lookback_delta=1m&stats=all&nosuch=1"),
            (.queryRange, "query=up&start=0&end=11000&step=1"),
            (.queryRange, "query=1&start=1e20&end=1e20&step=0.00001"),
            (.queryRange, "query=up&start=2020-01-01T00:00:00Z&end=2020-01-01T01:00:00Z&step=1m"),
            (.labels, ""), (.labels, "match[]=up&match[]={job=~%22.%2B%22}"), (.labelValues, ""),
            (.series, "match[]=up"),
            (.rules, "type=Alert&exclude_alerts=true&rule_name[]=a&match[]={a=%22b%22}"), (.alerts, ""),
            (.queryExemplars, "query=up"), (.metadata, "limit=0&metric=up"),
        ] as [(PrometheusEndpoint, String)])
    func whatIsRightIsTaken(_ endpoint: PrometheusEndpoint, _ query: String) {
        #expect(Self.fault(endpoint, query) == nil)
    }

    @Test func parametersArriveWhereTheyBelong() throws {
        let form = try PrometheusForm(
            query: "query=up&start=1&end=4.5&step=250ms&timeout=2&lookback_delta=1m&limit=3&stats=all")
        let question = try QueryQuestion.range(form)
        #expect(question.times == .range(start: 1_000, end: 4_500, step: 250))
        #expect(question.timeoutMilliseconds == 2_000 && question.lookbackMilliseconds == 60_000)
        #expect(question.seriesLimit == 3 && question.wantsStatistics)
        let plain = try QueryQuestion.instant(PrometheusForm(query: "query=up&limit=0"), now: 77)
        #expect(plain.times == .instant(77) && plain.seriesLimit == nil && !plain.wantsStatistics)
        #expect(plain.timeoutMilliseconds == nil && plain.lookbackMilliseconds == nil)
    }
}
