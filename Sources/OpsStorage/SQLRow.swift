/// One row of a result. Columns are asked for by name; every error names the column.
public struct SQLRow: Sendable {
    let columns: SQLColumns
    let values: [SQLValue]

    /// The value of the column `name`; throws where the result has no such column.
    public func value(_ name: String) throws -> SQLValue {
        guard let index = columns.index(of: name) else {
            throw StorageError(.badValue, operation: "read column \(name)", cause: "the result has no such column")
        }
        return values[index]
    }

    /// The column's text; throws where it is NULL or something else.
    public func text(_ name: String) throws -> String { try need(optionalText(name), name) }

    /// The column's integer; throws where it is NULL or something else.
    public func integer(_ name: String) throws -> Int64 { try need(optionalInteger(name), name) }

    /// The column's number, an integer widened; throws where it is NULL or something else.
    public func real(_ name: String) throws -> Double { try need(optionalReal(name), name) }

    /// The column's bytes; throws where it is NULL or something else.
    public func blob(_ name: String) throws -> [UInt8] { try need(optionalBlob(name), name) }

    /// True where the column holds an integer other than 0.
    public func flag(_ name: String) throws -> Bool { try integer(name) != 0 }

    /// Like ``text(_:)``, nil for NULL.
    public func optionalText(_ name: String) throws -> String? {
        switch try value(name) {
        case .null: return nil
        case .text(let text): return text
        case let other: throw mismatch(name, other, wanted: "a text")
        }
    }

    /// Like ``integer(_:)``, nil for NULL.
    public func optionalInteger(_ name: String) throws -> Int64? {
        switch try value(name) {
        case .null: return nil
        case .integer(let integer): return integer
        case let other: throw mismatch(name, other, wanted: "an integer")
        }
    }

    /// Like ``real(_:)``, nil for NULL.
    public func optionalReal(_ name: String) throws -> Double? {
        switch try value(name) {
        case .null: return nil
        case .real(let real): return real
        case .integer(let integer): return Double(integer)
        case let other: throw mismatch(name, other, wanted: "a number")
        }
    }

    /// Like ``blob(_:)``, nil for NULL.
    public func optionalBlob(_ name: String) throws -> [UInt8]? {
        switch try value(name) {
        case .null: return nil
        case .blob(let bytes): return bytes
        case let other: throw mismatch(name, other, wanted: "a blob")
        }
    }

    private func need<T>(_ value: T?, _ name: String) throws -> T {
        guard let value else {
            throw StorageError(.badValue, operation: "read column \(name)", cause: "it is NULL")
        }
        return value
    }

    private func mismatch(_ name: String, _ value: SQLValue, wanted: String) -> StorageError {
        StorageError(.badValue, operation: "read column \(name)", cause: "it holds \(value.kind), wanted \(wanted)")
    }
}
