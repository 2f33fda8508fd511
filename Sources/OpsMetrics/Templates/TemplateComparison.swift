/// The comparisons of Go's templates: only numbers of one kind, texts and booleans compare.
enum TemplateComparison {
    private enum Kind {
        case none, bool, float, integer, string
    }

    private static func kind(_ value: TemplateValue) -> Kind {
        switch value {
        case .bool: .bool
        case .float: .float
        case .int, .byte: .integer
        case .string, .html: .string
        default: .none
        }
    }

    private static func integer(_ value: TemplateValue) -> Int64 {
        switch value {
        case .int(let value): value
        case .byte(let value): Int64(value)
        default: 0
        }
    }

    private static func isNil(_ value: TemplateValue) -> Bool {
        switch value {
        case .invalid, .null: true
        default: false
        }
    }

    /// Whether the first value equals one of the others.
    static func equal(_ values: [TemplateValue]) throws(TemplateError) -> Bool {
        guard let first = values.first else { return false }
        guard values.count > 1 else { throw TemplateError(message: "missing argument for comparison") }
        for other in values.dropFirst() where try isEqual(first, other) { return true }
        return false
    }

    private static func isComparable(_ value: TemplateValue) -> Bool {
        switch value {
        case .labels, .arguments, .samples, .root: false
        default: true
        }
    }

    private static func checkComparable(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateError) {
        guard !isNil(left), !isNil(right), !isComparable(left) || !isComparable(right) else { return }
        let (one, other) = (left.typeName, right.typeName)
        let areOfOneKind = one == other || one.hasPrefix("map[") && other.hasPrefix("map[")
        let format = areOfOneKind ? "non-comparable type %[3]s: %[4]v" : "non-comparable types %s: %v, %[4]s: %[3]v"
        let values = [left, .string(one), right, .string(other)]
        throw TemplateError(message: GoPrinter.format(format, values, 4_096))
    }

    private static func isEqual(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateError) -> Bool {
        let kinds = (kind(left), kind(right))
        guard kinds.0 == kinds.1 else {
            guard isNil(left) || isNil(right) else {
                throw TemplateError(message: "incompatible types for comparison")
            }
            return false
        }
        switch (left, right) {
        case (.bool(let one), .bool(let other)): return one == other
        case (.float(let one), .float(let other)): return one == other
        case _ where kinds.0 == .integer: return integer(left) == integer(right)
        case _ where kinds.0 == .string:
            return left.text.map { $0.utf8.elementsEqual((right.text ?? "").utf8) } ?? false
        default:
            try checkComparable(left, right)
            return isNil(left) && isNil(right)
        }
    }

    /// Whether the first is less than the second.
    static func less(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateError) -> Bool {
        let kinds = (kind(left), kind(right))
        guard kinds.0 != .none, kinds.1 != .none else { throw TemplateError(message: "invalid type for comparison") }
        guard kinds.0 == kinds.1 else { throw TemplateError(message: "incompatible types for comparison") }
        switch (left, right) {
        case (.float(let one), .float(let other)): return one < other
        case _ where kinds.0 == .integer: return integer(left) < integer(right)
        case _ where kinds.0 == .string:
            return (left.text ?? "").utf8.lexicographicallyPrecedes((right.text ?? "").utf8)
        default: throw TemplateError(message: "invalid type for comparison")
        }
    }

    /// Whether the first is less than the second or equal to it.
    static func lessOrEqual(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateError) -> Bool {
        if try less(left, right) { return true }
        return try equal([left, right])
    }
}
