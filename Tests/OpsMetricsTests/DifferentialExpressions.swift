/// Some hundreds of expressions on which a real Prometheus must agree with us.
enum DifferentialExpressions {
    static var all: [String] { selectors + ranges + operators + aggregations + functions + refused }

    static let selectors = [
        "1", "-1 + 2 * 3 ^ 2 % 5", "2 ^ 3 ^ 2", "-2 ^ 2", "1 - 2 - 3", "1 == bool 2", "0x1F + 1e3 + .5", "Inf", "-inf",
        "NaN",
        "1 > bool 2 or vector(3)", "10 atan2 3", "(1 + 2) * 3", "temperature", "temperature{}",
        "{__name__=\"temperature\"}",
        "temperature{host=\"h1\"}", "temperature{host!=\"h1\"}", "temperature{host=~\"h[12]\"}",
        "temperature{host!~\"h1|h2\"}",
        "temperature{none=\"\"}", "temperature{none!=\"\"}", "{__name__=~\"temp.*\",job=\"api\"}", "absent_metric",
        "temperature offset 5m", "temperature offset -1m", "temperature @ 1700000600",
        "temperature @ 1700000600 offset 3m",
        "temperature offset 3m @ 1700000600", "temperature @ start()", "temperature @ end() + temperature", "odd",
        "temperature @ 1e15", "temperature @ -1e17",
        "-temperature",
        "+temperature", "temperature[1m]", "temperature[1m] offset 2m", "temperature[5m] @ 1700000900", "time()",
        "vector(time())",
        "temperature # comment", "sum", "temperature offset 1h30m", "(temperature)", "\"text\"", "'it\\'s'", "`raw\\n`",
    ]

    static var ranges: [String] {
        let names = [
            "rate", "increase", "irate", "delta", "idelta", "avg_over_time", "min_over_time", "max_over_time",
            "sum_over_time",
            "count_over_time", "last_over_time", "present_over_time", "stddev_over_time", "stdvar_over_time", "changes",
            "resets", "deriv",
        ]
        let arguments = [
            "requests_total[1m]", "requests_total[5m]", "requests_total[20s]", "requests_total[3m] offset 4m",
            "odd[2m]",
            "requests_total{status=~\"5..\"}[25m]", "temperature[10m:37s]", "requests_total[4m] @ 1700001111",
        ]
        // Prometheus 2 extrapolates a gauge taken for a counter further than 3 does, so gauges get their own functions.
        let gauges = names.dropFirst(3).map { "\($0)(temperature[3m] offset 4m)" }
        let calls = gauges + names.flatMap { name in arguments.map { "\(name)(\($0))" } }
        return calls + [
            "quantile_over_time(0.3, temperature[5m])", "quantile_over_time(2, temperature[5m])",
            "predict_linear(temperature[5m], 600)", "double_exponential_smoothing(temperature[5m], 0.3, 0.6)",
            "double_exponential_smoothing(requests_total[20m], 0.5, 0.1)",
            "double_exponential_smoothing(temperature[5m], 0, 0.6)",
            "max_over_time(rate(requests_total[1m])[10m:30s])",
            "avg_over_time(sum by (job) (rate(requests_total[2m]))[10m:])", "absent_over_time(nothing{a=\"b\"}[5m])",
            "absent_over_time(temperature[5m])", "sum_over_time((temperature > 0)[5m:20s] offset 1m)",
        ]
    }

    static var operators: [String] {
        let symbols = ["+", "-", "*", "/", "%", "^"]
        let comparisons = ["==", "!=", ">", "<", ">=", "<="]
        let arithmetic = symbols.flatMap {
            [
                "temperature \($0) 3", "3 \($0) temperature", "temperature \($0) odd",
                "temperature \($0) on(job) group_left limit",
            ]
        }
        let filters = comparisons.flatMap {
            [
                "temperature \($0) 3", "3 \($0) temperature", "temperature \($0) bool 3", "temperature \($0) odd",
                "temperature \($0) bool odd", "temperature \($0) on(job) group_left(tier) limit", "3 \($0) bool 4",
            ]
        }
        let sets = ["and", "or", "unless"].flatMap {
            [
                "temperature \($0) temperature{host=\"h1\"}", "temperature \($0) on(job) limit{job=\"api\"}",
                "temperature \($0) ignoring(host, tier) limit{job=\"web\"}", "limit \($0) odd",
                "(temperature > 0) \($0) odd",
            ]
        }
        return arithmetic + filters + sets + [
            "limit * on(job) group_right temperature", "limit * on(job) group_right(tier) temperature",
            "limit * ignoring(host, tier) group_right temperature", "temperature * on(job, host) odd",
            "sum by (job) (temperature) / ignoring(tier) limit", "limit / on(job) sum by (job) (temperature)",
            "temperature + ignoring(host) odd", "temperature + on(host) odd", "temperature * on(job) limit",
            "temperature * on(nothing) group_left vector(2)", "temperature > 0 or temperature < -10 and temperature",
            "1 + temperature * 2 > 5", "temperature == NaN", "odd != odd",
        ]
    }

    static var aggregations: [String] {
        let names = ["sum", "avg", "min", "max", "count", "group", "stddev", "stdvar"]
        let simple = names.flatMap {
            [
                "\($0)(temperature)", "\($0) by (job) (temperature)", "\($0) without (host) (temperature)",
                "\($0)(odd) by (job)",
                "\($0) by () (temperature)", "\($0) without () (temperature)", "\($0) by (nothing) (temperature)",
            ]
        }
        let selected = ["topk", "bottomk"].flatMap {
            [
                "\($0)(2, temperature)", "\($0) by (job) (1, temperature)", "\($0)(2, odd)", "\($0)(0, temperature)",
                "\($0)(100, temperature)", "\($0)(-1, temperature)", "\($0)(scalar(vector(2.7)), temperature)",
            ]
        }
        let quantiles = ["0", "0.5", "0.93", "1", "-1", "2"].flatMap {
            ["quantile(\($0), temperature)", "quantile by (job) (\($0), temperature)"]
        }
        return simple + selected + quantiles + [
            "count_values(\"v\", floor(temperature / 20))", "sum(sum by (job) (rate(requests_total[1m])))",
            "sum(rate(requests_total{status=~\"5..\"}[1m])) / sum(rate(requests_total[1m])) > 0.01",
            "sum by (job, status) (increase(requests_total[5m])) > 100", "max by (sum) (temperature)",
        ]
    }

    static var functions: [String] {
        let names = [
            "abs", "ceil", "floor", "round", "sqrt", "exp", "ln", "log2", "log10", "sgn", "deg", "rad", "sin", "cos",
            "tan", "atan",
            "sinh", "cosh", "tanh", "asinh", "absent", "scalar", "timestamp", "sort", "sort_desc",
        ]
        let mapped = names.flatMap { ["\($0)(temperature)", "\($0)(odd{host=\"h2\",job=\"api\"})"] }
        let dates = [
            "minute", "hour", "day_of_week", "day_of_month", "day_of_year", "days_in_month", "month", "year",
        ].flatMap { ["\($0)()", "\($0)(vector(1709210096))", "\($0)(vector(1e9))", "\($0)(vector(-1e9))"] }
        let quantiles = ["0", "0.5", "0.95", "0.99", "1", "-1", "1.5", "NaN"].flatMap {
            [
                "histogram_quantile(\($0), latency_seconds_bucket)",
                "histogram_quantile(\($0), sum by (le) (rate(latency_seconds_bucket[1m])))",
                "histogram_quantile(\($0), sum by (le, job) (increase(latency_seconds_bucket[5m])))",
            ]
        }
        return mapped + dates + quantiles + [
            "histogram_quantile(0.9, temperature)", "histogram_quantile(0.9, latency_seconds_bucket{le!=\"+Inf\"})",
            "round(temperature, 0.1)", "round(temperature, 5)", "round(temperature, -2)", "clamp(temperature, -10, 10)",
            "clamp(temperature, 10, -10)", "clamp_min(temperature, 0)", "clamp_max(odd, 0)", "clamp_max(odd, NaN)",
            "vector(3)", "scalar(vector(3))", "scalar(temperature)", "pi()", "minute(temperature)", "hour(temperature)",
            "sum by (job) (temperature) atan2 3", "absent(nothing{a=\"b\",c=~\"d\"})",
            "absent(nothing{a=\"b\",a=\"c\"})", "absent(sum(nothing{a=\"b\"}))",
            "absent(+nothing{a=\"b\"})", "absent((nothing{a=\"b\"}))", "timestamp(+temperature)",
            "+temperature{host=\"h1\"} + +1", "timestamp(temperature offset 1m)",
            "timestamp(temperature * 1)",
            "label_replace(temperature, \"h\", \"$1-${2}\", \"host\", \"(.)(.*)\")",
            "label_replace(temperature, \"h\", \"$x$$y\", \"host\", \"(?P<x>.).*\")",
            "label_replace(temperature, \"h\", \"v\", \"host\", \"h\")",
            "label_replace(temperature, \"host\", \"\", \"host\", \".*\")",
            "label_replace(temperature, \"__name__\", \"t\", \"\", \"\")",
            "label_replace(temperature, \"h\", \"$1x\", \"host\", \"(.*)\")",
            "label_join(temperature, \"j\", \"-\", \"job\", \"host\", \"nothing\")",
            "label_join(temperature, \"j\", \"-\")",
        ]
    }

    /// What both refuse.
    static let refused = [
        "", "1 +", "(1", "temperature{", "temperature{a}", "temperature{a=b}", "temperature{a=\"b\"", "{}", "{a=\"\"}",
        "{a=~\".*\"}",
        "temperature[5m", "temperature[0s]", "temperature[5m][5m]", "sum(temperature)[5m]", "rate(temperature)",
        "abs(temperature[5m])",
        "sum()", "topk(temperature)", "sum(1)", "nofunction(temperature)", "1 == 2", "1 and 2", "temperature + bool 2",
        "temperature and on(a) group_left odd", "temperature + on(a) group_left(a) odd",
        "temperature offset 5m offset 5m",
        "sum(temperature) offset 5m", "temperature @ 1 @ 2", "temperature @ 1e20", "temperature @ NaN",
        "temperature @ Inf", "1 offset 5m", "temperature{a=~\"(\"}", "\"a", "'a\\q'",
        "temperature[5m] + 1",
        "-temperature[5m]", "-\"a\"", "temperature[5m:] [5m]", "round()", "clamp(temperature)", "time(1)", "foo bar",
        "5m5h", "1x",
        "temperature{__name__=\"x\"}", "$", "temperature offset",
        "label_replace(temperature, \"h\", \"\", \"\", \"(\")", "temperature;", "by", "on + 1", "sum by (temperature",
        "temperature{a=\"b\" c=\"d\"}", "temperature * on (job odd", "3 * on(job) temperature",
        "temperature[1m] offset 1m offset 2m",
        "temperature offset 1m [5m]", "temperature @ 5 [5m]", "bool", "quantile(temperature, 0.5)",
        "count_values(1, temperature)",
    ]
}
