/// Two expressions with an operator between them.
public struct BinaryOperation: Sendable {
    /// The operators, spelled as in PromQL.
    public enum Operator: String, Sendable, Hashable, CaseIterable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case modulo = "%"
        case power = "^"
        case atan2
        case equal = "=="
        case notEqual = "!="
        case greater = ">"
        case less = "<"
        case greaterOrEqual = ">="
        case lessOrEqual = "<="
        /// `</`: removes the observations above a threshold from a native histogram.
        case trimUpper = "</"
        /// `>/`: removes the observations below a threshold from a native histogram.
        case trimLower = ">/"
        case and
        case or
        case unless

        /// How tightly it binds; more is tighter.
        var precedence: Int {
            switch self {
            case .or: 1
            case .and, .unless: 2
            case .equal, .notEqual, .greater, .less, .greaterOrEqual, .lessOrEqual, .trimUpper, .trimLower: 3
            case .add, .subtract: 4
            case .multiply, .divide, .modulo, .atan2: 5
            case .power: 6
            }
        }

        /// Whether it compares, and so filters.
        public var isComparison: Bool { precedence == 3 && self != .trimUpper && self != .trimLower }
        /// Whether it trims native histograms; on floats it yields nothing.
        public var isTrim: Bool { self == .trimUpper || self == .trimLower }
        /// Whether it works on sets of series.
        public var isSet: Bool { precedence <= 2 }
    }

    /// What is done.
    public let operation: Operator
    /// The left side.
    public let left: Expression
    /// The right side.
    public let right: Expression
    /// Whether `bool` was written: comparison yields 0 or 1 instead of filtering.
    public let returnsBool: Bool
    /// How series find their partners.
    public let matching: VectorMatching

    var type: ValueType {
        left.type == .scalar && right.type == .scalar ? .scalar : .vector
    }
}
