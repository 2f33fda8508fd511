/// `sum by (job) (expression)` and its relatives.
public struct Aggregation: Sendable {
    /// The operators, spelled as in PromQL.
    public enum Operator: String, Sendable, Hashable, CaseIterable {
        case sum, avg, min, max, count, group, stddev, stdvar, topk, bottomk, quantile
        case countValues = "count_values"
        case limitK = "limitk"
        case limitRatio = "limit_ratio"

        /// The type of the parameter before the expression, where the operator takes one.
        var parameterType: ValueType? {
            switch self {
            case .topk, .bottomk, .quantile, .limitK, .limitRatio: .scalar
            case .countValues: .string
            default: nil
            }
        }
    }

    /// What is computed.
    public let operation: Operator
    /// The vector aggregated.
    public let expression: Expression
    /// `k`, the quantile or the label, for the operators that take one.
    public let parameter: Expression?
    /// The labels of `by` or `without`.
    public let grouping: [String]
    /// Whether `without` was written.
    public let isWithout: Bool
}
