import Foundation
import OpsCore
import OpsStorage

/// A whole status as JSON text in a `document` column.
enum StoredDocument {
    /// A document larger than this is refused: 4 MB.
    static let limitBytes = 4_000_000

    /// `value` as ``OpsJSON`` writes it.
    static func text(of value: some Encodable) throws -> String {
        let bytes = try OpsJSON.encoder().encode(value)
        guard bytes.count <= limitBytes else {
            throw StorageError(
                .badValue, operation: "store a document",
                cause: "it has \(bytes.count) bytes, at most \(limitBytes) are kept")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The row's document; throws where it is no such status, naming what was read but not what it holds.
    static func value<T: Decodable>(_ type: T.Type, from row: SQLRow, column: String = "document") throws -> T {
        let text = try row.text(column)
        do {
            return try OpsJSON.decoder().decode(type, from: Data(text.utf8))
        } catch {
            throw StorageError(
                .badValue, operation: "read column \(column)", cause: "it holds no \(type) that this version can read",
                advice: "Was the row written by a newer version?")
        }
    }
}
