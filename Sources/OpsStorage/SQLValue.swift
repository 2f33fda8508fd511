/// One value as it goes to and comes from a database: the five kinds that both backends share.
public enum SQLValue: Sendable, Equatable {
    case null
    case integer(Int64)
    /// Finite; a NaN or an infinity is refused where it is bound, as SQLite would turn the one into NULL.
    case real(Double)
    /// Any text without U+0000, which Postgres cannot hold; refused where it is bound.
    case text(String)
    case blob([UInt8])

    /// The text, or ``null`` where there is none.
    public init(_ text: String?) { self = text.map(SQLValue.text) ?? .null }

    /// The integer, or ``null`` where there is none.
    public init(_ integer: Int64?) { self = integer.map(SQLValue.integer) ?? .null }

    /// The number, or ``null`` where there is none.
    public init(_ real: Double?) { self = real.map(SQLValue.real) ?? .null }

    /// 1 or 0: neither backend's boolean type is used.
    public init(_ flag: Bool) { self = .integer(flag ? 1 : 0) }
}

extension SQLValue: ExpressibleByNilLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral
{
    public init(nilLiteral: ()) { self = .null }

    public init(integerLiteral value: Int64) { self = .integer(value) }

    public init(floatLiteral value: Double) { self = .real(value) }

    public init(stringLiteral value: String) { self = .text(value) }
}

extension SQLValue {
    /// What kind of value it is, for error texts; never the value itself.
    var kind: String {
        switch self {
        case .null: "NULL"
        case .integer: "an integer"
        case .real: "a real number"
        case .text: "a text"
        case .blob: "a blob"
        }
    }

    /// Why the value cannot be bound on both backends; nil where it can.
    var bindingFault: String? {
        switch self {
        case .real(let value) where !value.isFinite: "a number that is not finite"
        case .text(let text) where text.utf8.contains(0): "a text that holds U+0000"
        default: nil
        }
    }
}
