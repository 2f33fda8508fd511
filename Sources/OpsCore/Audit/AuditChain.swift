import Crypto
import Foundation

/// The audit log's hash chain: each row's hash covers the row before it, so that a changed, missing or inserted row
/// shows. Whoever can rewrite every later row can still forge the whole; export the newest hash to notice that.
public enum AuditChain {
    /// What the first row's hash covers as its predecessor.
    public static let genesis = String(repeating: "0", count: 64)

    /// SHA-256, 64 hex digits, of a canonical encoding of the fields: a version tag, then each field as its length in
    /// bytes (8 bytes, big-endian) and its UTF-8, so that no two different rows encode alike.
    public static func hash(
        previous: String, sequence: Int64, at: WallTime, actor: String, action: String, subject: String,
        outcome: String, requestId: String, details: String
    ) -> String {
        var digest = SHA256()
        let fields = [
            "opstui.audit/1", previous, String(sequence), String(at.milliseconds), actor, action, subject, outcome,
            requestId, details,
        ]
        for field in fields {
            let bytes = Array(field.utf8)
            withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { digest.update(data: Data($0)) }
            digest.update(data: bytes)
        }
        return Hexadecimal.text(digest.finalize())
    }

    /// The hash that `entry` should bear behind a row whose hash is `previous`.
    public static func hash(of entry: AuditEntry, previous: String) -> String {
        hash(
            previous: previous, sequence: entry.sequence, at: entry.at, actor: entry.actor, action: entry.action,
            subject: entry.subject, outcome: entry.outcome, requestId: entry.requestId, details: entry.details)
    }

    /// Checks rows in rising order, as one page behind `position`; feed the verdict's position to the next page.
    public static func verify(
        _ rows: some Sequence<AuditEntry>, after position: AuditPosition = .start
    ) -> AuditVerdict {
        var position = position
        for row in rows {
            guard row.sequence == position.sequence + 1 else {
                return .broken(
                    sequence: row.sequence,
                    reason: "row \(position.sequence + 1) was expected here, not \(row.sequence)")
            }
            guard hash(of: row, previous: position.hash) == row.hash else {
                return .broken(
                    sequence: row.sequence,
                    reason: "the hash of row \(row.sequence) does not match its fields and row before")
            }
            position = AuditPosition(sequence: row.sequence, hash: row.hash)
        }
        return .intact(position)
    }
}
