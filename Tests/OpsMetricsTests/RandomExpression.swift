/// Expressions of every shape, drawn at random, that mean the same in Prometheus 2.42 and in 3.
///
/// Left out is what changed: the extrapolation of counters near zero (so `rate` gets counters far from it), names dropped
/// late, metrics of several names at once, the name that `atan2` kept, the deviation of a single NaN, which of equals `topk`
/// takes. Durations are whole seconds while samples and times are not, so no sample lies on
/// the left edge of a window.
struct RandomExpression {
    private var random: SeededGenerator
    /// Whether every operation of the last expression has the same order in both, so that every bit is the same. Sums and
    /// means have not: 3 compensates what rounding loses.
    private(set) var isExact = true

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func next() -> String {
        isExact = true
        return chance(10) ? scalar(2) : vector(3)
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    private mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

    private mutating func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }

    private mutating func window() -> String { "\(number(40...1_500))s" }

    private mutating func shift() -> String {
        switch number(1...12) {
        case 1: " offset \(number(1...600))s"
        case 2: " offset -\(number(1...60))s"
        case 3: " @ \(1_700_000_000 + number(300...1_700))"
        case 4: " @ \(1_700_000_000 + number(300...1_700)) offset \(number(1...200))s"
        case 5: pick([" @ end()", " @ start()"])
        default: ""
        }
    }

    private mutating func matchers() -> String {
        pick([
            "", "", "", "{job=\"api\"}", "{job!=\"api\"}", "{job=~\"a.*|x\"}", "{job!~\"web\"}", "{host=~\"h[12]\"}",
            "{host=\"h1\",job=~\".+\"}", "{host!=\"\"}", "{none=\"\"}", "{job=~\"(?i)API\"}", "{host=~\"h1|h2|h9\"}",
        ])
    }

    private mutating func gauge() -> String { pick(["temperature", "odd"]) + matchers() + shift() }

    private mutating func scalar(_ depth: Int) -> String {
        switch number(1...(depth > 0 ? 7 : 3)) {
        case 1, 2: pick(["0", "1", "-1.5", "2", "0.1", "1e3", "3", "60", "Inf", "NaN", "0x10"])
        case 3: "time()"
        case 4: "scalar(\(vector(depth - 1)))"
        case 5:
            "(\(scalar(depth - 1)) \(pick(["+", "-", "*", "/", "^", "%", "> bool", "<= bool"])) \(scalar(depth - 1)))"
        case 6: "-\(scalar(depth - 1))"
        default: "pi()"
        }
    }

    private mutating func vector(_ depth: Int) -> String {
        guard depth > 0 else { return gauge() }
        return switch number(1...16) {
        case 1: gauge()
        case 2, 3: overTime(depth)
        case 4: counting()
        case 5, 6: mapped(depth)
        case 7, 8, 9: aggregated(depth)
        case 10, 11: withScalar(depth)
        case 12, 13: matched(depth)
        case 14: pick(["histogram_quantile(\(scalar(0)), ", "histogram_quantile(0.9, "]) + histogram() + ")"
        case 15: relabelled(depth)
        default: "(\(vector(depth - 1)))"
        }
    }

    private mutating func range(_ depth: Int) -> String {
        guard depth > 1, chance(35) else {
            return pick(["temperature", "odd", "bytes_total"]) + matchers() + "[\(window())]" + shift()
        }
        // No `@`: over a range 2.42 gives a subquery with it other samples at every step.
        let shift = chance(20) ? " offset \(number(1...300))s" : ""
        return "(\(vector(depth - 2)))[\(window()):\(pick(["", "17s", "30s", "1m", "2m"]))]\(shift)"
    }

    private mutating func overTime(_ depth: Int) -> String {
        let name = pick([
            "avg", "min", "max", "sum", "count", "last", "present", "stddev", "stdvar", "quantile", "irate", "idelta",
            "delta",
            "deriv", "changes", "resets", "predict_linear", "double_exponential_smoothing",
        ])
        // Over a range 2.42 moves the window of predict_linear in spite of an `@`.
        let range = name == "predict_linear" ? "temperature\(matchers())[\(window())]" : range(depth)
        switch name {
        case "quantile": return "quantile_over_time(\(pick(["0", "0.25", "0.5", "0.99", "1", "2", "-1"])), \(range))"
        case "predict_linear": return "predict_linear(\(range), \(number(-100...7_200)))"
        case "double_exponential_smoothing": return "\(name)(\(range), 0.\(number(1...9)), 0.\(number(1...9)))"
        case "irate", "idelta", "delta", "deriv", "changes", "resets": return "\(name)(\(range))"
        default:
            if name == "avg" { isExact = false }
            return "\(name)_over_time(\(range))"
        }
    }

    private mutating func counting() -> String {
        "\(pick(["rate", "increase", "irate"]))(bytes_total\(matchers())[\(window())]\(shift()))"
    }

    private mutating func histogram() -> String {
        isExact = false
        return pick([
            "latency_seconds_bucket", "sum by (le) (latency_seconds_bucket)",
            "rate(latency_seconds_bucket[\(window())])",
            "sum by (le, job) (rate(latency_seconds_bucket[\(window())]))",
            "sum without (job) (increase(latency_seconds_bucket[\(window())]))",
        ])
    }

    private mutating func mapped(_ depth: Int) -> String {
        let argument = vector(depth - 1)
        switch number(1...8) {
        case 1: return "clamp(\(argument), \(number(-50...0)), \(number(-10...50)))"
        case 2: return "clamp_min(\(argument), \(scalar(0)))"
        case 3: return "clamp_max(\(argument), \(scalar(0)))"
        case 4: return "-\(argument)"
        default:
            return pick([
                "abs", "ceil", "floor", "sqrt", "exp", "ln", "log2", "log10", "sgn", "deg", "rad", "sin", "cos", "tan",
                "asin",
                "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "round", "sort", "sort_desc",
                "timestamp",
                "minute", "hour", "day_of_week", "day_of_month", "day_of_year", "days_in_month", "month", "year",
                "absent",
            ]) + "(\(argument))"
        }
    }

    private mutating func aggregated(_ depth: Int) -> String {
        let name = pick([
            "sum", "avg", "min", "max", "count", "group", "stddev", "stdvar", "topk", "bottomk", "quantile",
        ])
        let grouping = pick([
            "", "", " by (job)", " by (host)", " without (host)", " without (job, none)", " by (job, host)",
        ])
        var parameter = ""
        let argument: String
        switch name {
        case "topk", "bottomk":
            parameter = "\(number(-1...4)), "
            argument = finite()
        case "stddev", "stdvar":
            isExact = false
            argument = finite()
        default:
            if name == "quantile" { parameter = pick(["0", "0.3", "0.5", "1", "-1", "1.5"]) + ", " }
            if name == "sum" || name == "avg" { isExact = false }
            argument = vector(depth - 1)
        }
        return chance(50)
            ? "\(name)\(grouping) (\(parameter)\(argument))" : "\(name)(\(parameter)\(argument))\(grouping)"
    }

    /// Values that are numbers, and no two of them equal.
    private mutating func finite() -> String {
        let selected = "temperature\(matchers())"
        return switch number(1...4) {
        case 1: "\(pick(["min", "max", "last", "sum"]))_over_time(\(selected)[\(window())]\(shift()))"
        case 2: "(\(selected)\(shift()) * \(number(2...9)))"
        case 3: "deriv(\(selected)[\(number(200...900))s])"
        default: selected + shift()
        }
    }

    private mutating func withScalar(_ depth: Int) -> String {
        let symbol = pick(["+", "-", "*", "/", "^", "atan2", ">", "<", ">=", "<=", "> bool", "<= bool"])
        let (vector, scalar) = (vector(depth - 1), scalar(1))
        let operation = chance(50) ? "(\(vector) \(symbol) \(scalar))" : "(\(scalar) \(symbol) \(vector))"
        return symbol == "atan2" ? "max by (job, host) \(operation)" : operation
    }

    private mutating func matched(_ depth: Int) -> String {
        switch number(1...5) {
        case 1: return "(\(vector(depth - 1)) \(pick(["+", "-", "*", "/"])) on (job) group_left (tier) limit)"
        case 2: return "(limit \(pick(["+", "*", ">", "< bool"])) ignoring (host, tier) group_right \(gauge()))"
        case 3:
            let modifier = pick(["", "on (job) ", "ignoring (host) ", "on (host, job) "])
            return "(\(vector(depth - 1)) \(pick(["and", "or", "unless"])) \(modifier)\(vector(depth - 1)))"
        case 4: return "(max by (job) (\(vector(depth - 1))) \(pick(["-", "/", ">", "<= bool"])) ignoring (tier) limit)"
        default:
            if chance(15) { return "min by (host, job) (\(gauge()) atan2 \(gauge()))" }
            return "(\(gauge()) \(pick(["+", "-", "*", "/", "^", ">", "<", "> bool"])) \(gauge()))"
        }
    }

    private mutating func relabelled(_ depth: Int) -> String {
        let pattern = pick([
            "(.)(.*)", "h(?P<x>[0-9])", "(?i)H([12])|x", "h1|h2", "(a*?)(.*)", "\\\\w+", "([[:alpha:]]+)(\\\\d)?",
        ])
        let template = pick(["$1", "${2}-$1", "$x!", "$$1", "v", "$1x"])
        let argument = vector(depth - 1)
        guard chance(75) else { return "label_join(\(argument), \"j\", \"-\", \"job\", \"host\")" }
        return "label_replace(\(argument), \"new\", \"\(template)\", \"\(pick(["host", "job"]))\", \"\(pattern)\")"
    }
}
