/// A function of PromQL: what it takes and what it yields.
public struct PromQLFunction: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// The types of its arguments, the optional ones last.
    public let arguments: [ValueType]
    /// How many arguments must be given.
    public let required: Int
    /// Whether the last argument may be repeated.
    public let isVariadic: Bool
    /// The type of its value.
    public let result: ValueType

    init(
        _ name: String, _ arguments: [ValueType], optional: Int = 0, isVariadic: Bool = false,
        _ result: ValueType = .vector
    ) {
        self.name = name
        self.arguments = arguments
        required = arguments.count - optional
        self.isVariadic = isVariadic
        self.result = result
    }

    /// The most arguments there may be; nil where there is no limit.
    private var most: Int? {
        // Ten quantiles behind a vector and a label.
        isVariadic ? (name == "histogram_quantiles" ? 12 : nil) : arguments.count
    }

    /// How many arguments were to be given, as an error says it; nil where `count` is right.
    func refusal(ofCount count: Int) -> String? {
        let isExact = required == most
        if count < required { return isExact ? "\(required)" : "at least \(required)" }
        guard let most, count > most else { return nil }
        return isExact ? "\(most)" : "at most \(most)"
    }

    /// Every function of Prometheus 3, by name.
    public static let all: [String: PromQLFunction] = Dictionary(
        uniqueKeysWithValues: table.map { ($0.name, $0) })

    /// A function by the name that it had before Prometheus 3, so that older rule files load.
    static func former(_ name: String) -> PromQLFunction? {
        name == "holt_winters" ? all["double_exponential_smoothing"] : nil
    }

    private static let overRange = [
        "absent_over_time", "avg_over_time", "changes", "count_over_time", "delta", "deriv", "first_over_time",
        "idelta",
        "increase", "irate", "last_over_time", "mad_over_time", "max_over_time", "min_over_time", "present_over_time",
        "rate", "resets", "stddev_over_time", "stdvar_over_time", "sum_over_time", "ts_of_first_over_time",
        "ts_of_last_over_time", "ts_of_max_over_time", "ts_of_min_over_time",
    ]

    private static let overVector = [
        "abs", "absent", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "cos", "cosh", "deg", "exp",
        "floor",
        "histogram_avg", "histogram_count", "histogram_stddev", "histogram_stdvar", "histogram_sum", "ln", "log10",
        "log2", "rad", "sgn", "sin", "sinh", "sort", "sort_desc", "sqrt", "tan", "tanh", "timestamp",
    ]

    private static let ofTime = [
        "day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year",
    ]

    private static let table: [PromQLFunction] =
        overRange.map { PromQLFunction($0, [.matrix]) } + overVector.map { PromQLFunction($0, [.vector]) }
        + ofTime.map { PromQLFunction($0, [.vector], optional: 1) } + [
            PromQLFunction("clamp", [.vector, .scalar, .scalar]),
            PromQLFunction("clamp_max", [.vector, .scalar]),
            PromQLFunction("clamp_min", [.vector, .scalar]),
            PromQLFunction("double_exponential_smoothing", [.matrix, .scalar, .scalar]),
            PromQLFunction("histogram_fraction", [.scalar, .scalar, .vector]),
            PromQLFunction("histogram_quantile", [.scalar, .vector]),
            PromQLFunction("end", [], .scalar),
            PromQLFunction("histogram_quantiles", [.vector, .string, .scalar], isVariadic: true),
            PromQLFunction("max_of", [.scalar, .scalar], .scalar),
            PromQLFunction("min_of", [.scalar, .scalar], .scalar),
            PromQLFunction("range", [], .scalar),
            PromQLFunction("start", [], .scalar),
            PromQLFunction("step", [], .scalar),
            PromQLFunction("start_timestamp", [.vector]),
            PromQLFunction("info", [.vector, .vector], optional: 1),
            PromQLFunction("label_join", [.vector, .string, .string, .string], optional: 1, isVariadic: true),
            PromQLFunction("label_replace", [.vector, .string, .string, .string, .string]),
            PromQLFunction("pi", [], .scalar),
            PromQLFunction("predict_linear", [.matrix, .scalar]),
            PromQLFunction("quantile_over_time", [.scalar, .matrix]),
            PromQLFunction("round", [.vector, .scalar], optional: 1),
            PromQLFunction("scalar", [.vector], .scalar),
            PromQLFunction("sort_by_label", [.vector, .string], optional: 1, isVariadic: true),
            PromQLFunction("sort_by_label_desc", [.vector, .string], optional: 1, isVariadic: true),
            PromQLFunction("time", [], .scalar),
            PromQLFunction("vector", [.scalar]),
        ]
}
