import CPostgres
import Glibc

/// A statement's arguments as libpq takes them: texts, and bytes for blobs.
struct PostgresArguments {
    private let types: [Oid]
    private let bytes: [[CChar]?]
    private let lengths: [Int32]
    private let formats: [Int32]

    var count: Int32 { Int32(types.count) }

    init(_ values: [SQLValue]) {
        types = values.map(Self.type)
        bytes = values.map(Self.bytes)
        lengths = zip(values, bytes).map { value, bytes in Self.isBinary(value) ? Int32(bytes?.count ?? 0) : 0 }
        formats = values.map { Self.isBinary($0) ? 1 : 0 }
    }

    /// Calls `body` with pointers that are valid only during the call.
    func withPointers<T>(
        _ body: (
            UnsafePointer<Oid>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
        )
            -> T
    ) -> T {
        // One flat buffer holds all arguments, so that a single scope keeps every pointer into it alive.
        let flat: [CChar] = bytes.flatMap { ($0 ?? []) + [0] }
        return flat.withUnsafeBufferPointer { (buffer: UnsafeBufferPointer<CChar>) -> T in
            var pointers: [UnsafePointer<CChar>?] = []
            var offset = 0
            for argument in bytes {
                pointers.append(argument == nil ? nil : buffer.baseAddress.map { $0 + offset })
                offset += (argument?.count ?? 0) + 1
            }
            return body(types, pointers, lengths, formats)
        }
    }

    /// pg_type's numbers: int8, float8, text, bytea; 0 lets the server infer.
    private static func type(_ value: SQLValue) -> Oid {
        switch value {
        case .null: 0
        case .integer: 20
        case .real: 701
        case .text: 25
        case .blob: 17
        }
    }

    private static func bytes(_ value: SQLValue) -> [CChar]? {
        switch value {
        case .null: nil
        case .integer(let integer): "\(integer)".utf8.map(CChar.init(bitPattern:))
        case .real(let real): "\(real)".utf8.map(CChar.init(bitPattern:))
        case .text(let text): text.utf8.map(CChar.init(bitPattern:))
        case .blob(let bytes): bytes.map(CChar.init(bitPattern:))
        }
    }

    private static func isBinary(_ value: SQLValue) -> Bool {
        if case .blob = value { true } else { false }
    }
}
