import CPostgres
import Glibc

/// One result of libpq, owned: freed with this object.
final class PostgresResult {
    // Lives until `deinit`; every text taken from it is copied.
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { PQclear(handle) }

    /// Whether the statement ran.
    var outcome: Result<Void, PostgresFailure> {
        switch PQresultStatus(handle) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE, PGRES_EMPTY_QUERY, PGRES_NONFATAL_ERROR:
            .success(())
        default: .failure(.refused(state: field(PG_DIAG_SQLSTATE_FIELD) ?? "XX000", message: message))
        }
    }

    /// True where the server now waits for a bulk transfer.
    var isCopy: Bool {
        let status = PQresultStatus(handle)
        return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH
    }

    /// The command's tag, e.g. `COMMIT`.
    var tag: String { PQcmdStatus(handle).map { String(cString: $0) } ?? "" }

    /// How many rows the statement changed; 0 where the word does not apply.
    var changed: Int { PQcmdTuples(handle).flatMap { Int(String(cString: $0)) } ?? 0 }

    var rowCount: Int { Int(PQntuples(handle)) }

    /// All rows. Throws where a value is not what its type promises.
    func rows() throws -> [SQLRow] {
        let fields = 0..<PQnfields(handle)
        let columns = SQLColumns(fields.map { PQfname(handle, $0).map { String(cString: $0) } ?? "" })
        let types = fields.map { PQftype(handle, $0) }
        return try (0..<PQntuples(handle)).map { row in
            let values = try fields.map { try value(row, $0, type: types[Int($0)], name: columns.names[Int($0)]) }
            return SQLRow(columns: columns, values: values)
        }
    }

    private func value(_ row: Int32, _ column: Int32, type: Oid, name: String) throws -> SQLValue {
        guard PQgetisnull(handle, row, column) == 0, let start = PQgetvalue(handle, row, column) else { return .null }
        let bytes = UnsafeBufferPointer(start: start, count: Int(PQgetlength(handle, row, column)))
        let text = String(decoding: bytes.lazy.map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard let value = PostgresValue.decode(text, type: type) else {
            throw StorageError(
                .badValue, operation: "read column \(name)", cause: "Postgres sent a value of type \(type) out of form")
        }
        return value
    }

    /// The primary message alone: the detail would repeat values.
    private var message: String {
        let text =
            field(PG_DIAG_MESSAGE_PRIMARY_FIELD) ?? PQresultErrorMessage(handle).map { String(cString: $0) } ?? ""
        return String(text.prefix(400))
    }

    private func field(_ code: Int32) -> String? {
        PQresultErrorField(handle, code).map { String(cString: $0) }
    }
}
